/**
 * All classes on one map: which of them the model sees apart, which it does not. A picture for the eye;
 * nothing is clustered in it, and no other stage reads it. Latents of the classes are made where they are
 * missing, and kept; the map itself is not.
 */
import { StillroomError } from '../../core/errors';
import { onceMore } from '../restart';
import { DISCOVERY_SEED, MAP_SPACE } from './discovery';
import { latentsOf } from './latents';
import { spread } from './sketch';
import type { StageParts } from './stage-parts';

export interface CollectionMap {
  readonly folders: readonly string[];
  /** [n, 2] */
  readonly points: Float32Array;
  /** [n] position of each point's class in `folders`. */
  readonly classOf: Int32Array;
  /** [n] index of each image among its class's. */
  readonly imageOf: Int32Array;
}

export interface CollectionMapHooks {
  readonly signal: AbortSignal;
  /** What is happening, and the share of the whole that is done, 0 to 1. */
  readonly onProgress: (text: string, share: number) => void;
}

/** Images on the map: beyond this classes give a part of theirs, evenly spread. */
const MOST_IMAGES = 6000;
/** Fewer say nothing about a neighbourhood. */
const LEAST_IMAGES = 3;
/** Where encoding ends in the progress that is told. */
const ENCODED = 0.7;

/**
 * @param k UMAP's n_neighbors, the point itself counted
 * @throws StillroomError TooFewImages, Aborted, and what reading, encoding and the analysis may throw
 */
export async function mapCollection(
  parts: StageParts,
  folders: readonly string[],
  k: number,
  { signal, onProgress }: CollectionMapHooks,
): Promise<CollectionMap> {
  const rows: Float32Array[] = [];
  const classOf: number[] = [];
  const imageOf: number[] = [];
  const most = Math.max(1, Math.floor(MOST_IMAGES / Math.max(1, folders.length)));
  for (const [at, folder] of folders.entries()) {
    const tell = (share: number) =>
      onProgress(`Encoding ${folder}`, (ENCODED * (at + share)) / folders.length);
    tell(0);
    const latents = await latentsOf(parts, folder, signal, (done, all) => tell(done / all));
    const { data, columns } = latents;
    for (const image of spread(latents.rows, Math.min(most, latents.rows))) {
      rows.push(data.slice(image * columns, (image + 1) * columns));
      classOf.push(at);
      imageOf.push(image);
    }
  }
  if (rows.length < LEAST_IMAGES) {
    throw new StillroomError(
      'TooFewImages',
      `The collection has ${rows.length} readable images; a map needs at least ${LEAST_IMAGES}. Add more.`,
      { images: rows.length },
    );
  }
  onProgress('Finding neighbours', ENCODED);
  const columns = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => data.set(row, i * columns));
  const points = { data, rows: rows.length, columns };
  const near = await onceMore(
    () => parts.analysis.neighbours(points, Math.min(k, points.rows), signal),
    { signal },
  );
  const request = { neighbours: near, count: points.rows, ...MAP_SPACE, seed: DISCOVERY_SEED };
  const placed = await onceMore(
    () =>
      parts.analysis.reduce(request, signal, (share) =>
        onProgress('Placing images on the map (UMAP)', ENCODED + (1 - ENCODED) * share),
      ),
    { signal },
  );
  return {
    folders: [...folders],
    points: placed,
    classOf: Int32Array.from(classOf),
    imageOf: Int32Array.from(imageOf),
  };
}
