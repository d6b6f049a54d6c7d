/**
 * Core discovery against the truth of the sample collection, in Node on the pack that ships:
 *
 *   npm run sample:discovery [-- --images-per-class 10] [--python /usr/bin/python3]
 *
 * The page's own pipeline, headless: the shipped JPEGs (decoded by Pillow), Lanczos to the pack's size,
 * the autoencoder, float16 as in storage, neighbours by the kernels, UMAP to 50 dimensions, HDBSCAN,
 * cores, at the settings of CoDA's script (15 neighbours, clusters of 5) and of its paper (85, 55). The
 * page's figures may differ by what two JPEG decoders do.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { selectCores } from '../../src/core/density/core-set';
import { clusterTree, densityTree } from '../../src/core/density/hdbscan';
import { umap } from '../../src/core/density/umap';
import { latentSize } from '../../src/core/diffusion/types';
import { StillroomError } from '../../src/core/errors';
import { packFloat16, unpackFloat16 } from '../../src/core/formats/float16';
import { matrix, type Matrix } from '../../src/core/linalg/matrix';
import { scoreDiscovery, type DiscoveryScore } from '../../src/core/metrics/discovery-truth';
import { LanczosResizer } from '../../src/data/ingest/lanczos';
import { parseSampleTruth } from '../../src/data/sample';
import { coda } from '../../src/methods/coda';
import { ModelRuntime } from '../../src/runtime/model-runtime';
import { nodeOrt } from '../../src/runtime/ort-node';
import { filesSource } from '../../src/runtime/pack-source';
import { DISCOVERY_SEED } from '../../src/studio/engine/analysis-host';
import { truthOfClass } from '../../src/studio/engine/sample-truth';

const PACK = 'stillroom-64';
const ENCODED_AT_ONCE = 16;
/** The space that is clustered, and the settings that both of CoDA's presets share. */
const COMPONENTS = 50;
const SHARED = { minSamples: 3, seedCandidates: 3 };

const { values } = parseArgs({
  options: {
    'images-per-class': { type: 'string', default: '10' },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});
const imagesPerClass = Number(values['images-per-class']);
const site = new URL('../../public/', import.meta.url);
const bytesOf = (path: string) => new Uint8Array(readFileSync(new URL(path, site)));

const truth = parseSampleTruth(JSON.parse(new TextDecoder().decode(bytesOf('samples/truth.json'))));

/** Pictures of a class as the model sees them, RGB bytes [images, side, side, 3]. */
function pictures(files: readonly string[], side: number): Uint8Array {
  const work = mkdtempSync(join(tmpdir(), 'stillroom-discovery-'));
  try {
    const names = join(work, 'names');
    writeFileSync(names, files.map((file) => `${truth.archive.folder}/${file}`).join('\n'));
    const raw = execFileSync(
      values.python,
      [
        fileURLToPath(new URL('decode.py', import.meta.url)),
        fileURLToPath(new URL(`samples/${truth.archive.file}`, site)),
        names,
      ],
      { maxBuffer: 2 ** 30 },
    );
    const area = truth.size * truth.size * 4;
    const out = new Uint8Array(files.length * side * side * 3);
    files.forEach((_, i) => {
      const resizer = new LanczosResizer(truth.size, truth.size, side, side);
      resizer.addRows(raw.subarray(i * area, (i + 1) * area));
      out.set(resizer.finish(), i * side * side * 3);
    });
    return out;
  } finally {
    rmSync(work, { recursive: true });
  }
}

async function encoded(runtime: ModelRuntime, pixels: Uint8Array, count: number): Promise<Matrix> {
  const { pack } = runtime.diffuser;
  const columns = latentSize(pack.latent);
  const area = pack.resolution ** 2 * 3;
  const data = new Float32Array(count * columns);
  for (let start = 0; start < count; start += ENCODED_AT_ONCE) {
    const end = Math.min(start + ENCODED_AT_ONCE, count);
    const part = pixels.subarray(start * area, end * area);
    data.set(await runtime.diffuser.encode(part, end - start), start * columns);
  }
  return matrix(unpackFloat16(packFloat16(data)), count, columns);
}

interface Setting {
  readonly nNeighbors: number;
  readonly minClusterSize: number;
}

async function discovered(
  { kernels }: ModelRuntime,
  latents: Matrix,
  { nNeighbors, minClusterSize }: Setting,
  name: string,
): Promise<{ labels: Int32Array; clusters: number; cores: number[] }> {
  const { transformed } = await kernels.standardise(latents);
  const k = Math.min(nNeighbors, latents.rows);
  const neighbours = await kernels.neighbours(transformed, { k, includeSelf: true });
  const space = { components: COMPONENTS, minDist: 0, seed: DISCOVERY_SEED };
  const reduced = await umap(neighbours, latents.rows, space);
  const tree = densityTree(reduced, SHARED);
  const { labels, clusterCount } = clusterTree(tree, minClusterSize);
  const options = { ...SHARED, minClusterSize, imagesPerClass, seed: DISCOVERY_SEED, name, tree };
  try {
    const { cores } = selectCores(reduced, options);
    return { labels, clusters: clusterCount, cores: cores.map((core) => core.representative) };
  } catch (error) {
    // A class that does not support as many cores has none; the table says so.
    if (!(error instanceof StillroomError) || error.code !== 'TooFewCores') throw error;
    return { labels, clusters: clusterCount, cores: [] };
  }
}

function line(name: string, clusters: number, score: DiscoveryScore): string {
  const ordinary = score.images - score.outliers;
  const modes =
    score.modesFound === null
      ? 'no cores'
      : `${Math.round(score.modesFound * score.modes)} of ${score.modes}`;
  const cells = [
    name,
    clusters,
    score.adjustedRand?.toFixed(3) ?? 'none',
    `${score.compared} of ${ordinary}`,
    score.adjustedRandOfAll.toFixed(3),
    modes,
    `${score.outliersCalledNoise} of ${score.outliers}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const folder = new URL(`packs/${PACK}/`, site);
const files = new Map(
  readdirSync(fileURLToPath(folder)).map((name) => [
    name,
    new Blob([bytesOf(`packs/${PACK}/${name}`)]),
  ]),
);
const kernels = (name: string) => Promise.resolve(bytesOf(`kernels/${name}.onnx`));
const runtime = await ModelRuntime.load(
  filesSource(PACK, files),
  { loader: nodeOrt(), kernels },
  { backend: 'wasm' },
);
const classes: { name: string; slug: string; files: string[]; latents: Matrix }[] = [];
for (const { name, slug } of truth.classes) {
  const own = truth.images.filter((image) => image.class === slug).map(({ file }) => file);
  const pixels = pictures(own, runtime.diffuser.pack.resolution);
  classes.push({ name, slug, files: own, latents: await encoded(runtime, pixels, own.length) });
}
for (const { id, label, parameters } of coda.presets) {
  const setting: Setting = {
    nNeighbors: Number(parameters['nNeighbors']),
    minClusterSize: Number(parameters['minClusterSize']),
  };
  console.log(
    `\n${label} (${id}): ${setting.nNeighbors} neighbours, clusters of ${setting.minClusterSize}, ` +
      `${imagesPerClass} cores a class\n`,
  );
  console.log(
    '| class | clusters | ARI clustered | clustered | ARI all | modes found | outliers as noise |',
  );
  console.log('|---|---|---|---|---|---|---|');
  for (const one of classes) {
    const found = await discovered(runtime, one.latents, setting, one.slug);
    const known = truthOfClass(truth, one.slug, one.files);
    if (known === null) throw new Error(`truth.json does not know its own class ${one.slug}.`);
    console.log(line(one.name, found.clusters, scoreDiscovery(known, found.labels, found.cores)));
  }
}
await runtime.dispose();
