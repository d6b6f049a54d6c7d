/** The classes of a comparison: their latents and conditions, as the page would have them. */
import type { Collection } from '../../src/data/import/collection';
import { promptOf } from '../../src/data/import/collection';
import { canonicalHash } from '../../src/core/formats/canonical-json';
import { discoverCores } from '../../src/core/density/discover-cores';
import { latentSize } from '../../src/core/diffusion/types';
import { matrix, type Matrix } from '../../src/core/linalg/matrix';
import { findTargets, type RepresentativeImages } from '../../src/methods/find-targets';
import type { ClassTargets, TargetRequest } from '../../src/methods/targets';
import type { ModelRuntime } from '../../src/runtime/model-runtime';
import { pixelsOf } from './data';
import type { WorkFolder } from './work-folder';

/** Images that the autoencoder gets at once. */
const BATCH = 16;
/** CoDA's space and seed, as the page has them. */
const CLUSTER_SPACE = { components: 50, minDist: 0, seed: 0 } as const;

export interface ComparedClass {
  readonly folder: string;
  readonly name: string;
  readonly prompt: string;
  /** Scaled latents of the class's images, [images, channels * height * width]. */
  readonly latents: Matrix;
  /** Names the latents. */
  readonly key: string;
}

/** @param bytes [count, resolution, resolution, 3] */
async function encoded({ diffuser }: ModelRuntime, bytes: Uint8Array): Promise<Float32Array> {
  const { resolution, latent } = diffuser.pack;
  const area = resolution * resolution * 3;
  const count = bytes.length / area;
  const size = latentSize(latent);
  const out = new Float32Array(count * size);
  for (let start = 0; start < count; start += BATCH) {
    const end = Math.min(count, start + BATCH);
    const batch = bytes.slice(start * area, end * area);
    out.set(await diffuser.encode(batch, end - start), start * size);
  }
  return out;
}

/**
 * Reads and encodes the first classes of a collection.
 * @param images of each class at most, in the collection's order; 0 for all
 */
export async function comparedClasses(
  collection: Collection,
  runtime: ModelRuntime,
  work: WorkFolder,
  options: { readonly classes: number; readonly images: number; readonly python: string },
): Promise<ComparedClass[]> {
  const { pack } = runtime.diffuser;
  const columns = latentSize(pack.latent);
  const classes: ComparedClass[] = [];
  for (const entry of collection.classes.slice(0, options.classes || undefined)) {
    const images = entry.images.slice(0, options.images || undefined);
    const inputs = {
      encoder: pack.files.vae_encoder.sha256,
      label: collection.label,
      images: images.map(({ path, size }) => `${path} ${size ?? 0}`),
    };
    const data = await work.made('latents', inputs, async () =>
      encoded(runtime, await pixelsOf(images, pack.resolution, options.python)),
    );
    classes.push({
      folder: entry.folder,
      name: entry.name,
      prompt: promptOf(entry),
      latents: matrix(data, images.length, columns),
      key: canonicalHash(inputs),
    });
  }
  return classes;
}

/** CoDA's representatives; they depend on no seed of a run. */
function coresOf(
  { latents, folder, key }: ComparedClass,
  request: Extract<TargetRequest, { kind: 'coda-cores' }>,
  work: WorkFolder,
): Promise<RepresentativeImages> {
  return work.made('cores', { key, request }, async () => {
    const { cores } = await discoverCores(latents, {
      ...request,
      ...CLUSTER_SPACE,
      imagesPerClass: request.count,
      neighbours: request.nNeighbors,
      name: folder,
    });
    return {
      images: cores.map(({ representative }) => representative),
      sizes: cores.map(({ members }) => members.length),
    };
  });
}

/** A request's targets in a class. */
export async function targetsOf(
  entry: ComparedClass,
  request: TargetRequest,
  seed: number,
  work: WorkFolder,
): Promise<ClassTargets> {
  const cores = request.kind === 'coda-cores' ? await coresOf(entry, request, work) : null;
  return findTargets(request, entry.latents, { seed, name: entry.folder }, cores);
}
