/** What a map says in numbers: the rows of the legend and of the table for screen readers. */
import type { ClassMap } from '../state/explore';

export interface ClusterRow {
  /** -1 for noise. */
  readonly cluster: number;
  readonly images: readonly number[];
  /** Mean membership in [0, 1]; 0 for noise. */
  readonly membership: number;
  /** Its picture: its first core, else the image that belongs to it most. */
  readonly best: number;
  /** Representatives that lie in this cluster. */
  readonly cores: readonly number[];
}

/** Clusters from the largest to the smallest, noise last and only when there is some. */
export function clusterRows(map: ClassMap): ClusterRow[] {
  const members = new Map<number, number[]>();
  map.labels.forEach((label, image) => {
    const list = members.get(label);
    if (list === undefined) members.set(label, [image]);
    else list.push(image);
  });
  const rows = [...members].map(([cluster, images]) => ({
    cluster,
    images,
    membership: images.reduce((sum, i) => sum + (map.probabilities[i] ?? 0), 0) / images.length,
    best: bestOf(map, images),
    cores: map.cores.map((core) => core.imageIndex).filter((i) => map.labels[i] === cluster),
  }));
  return rows.sort(
    (a, b) =>
      Number(a.cluster < 0) - Number(b.cluster < 0) ||
      b.images.length - a.images.length ||
      a.cluster - b.cluster,
  );
}

function bestOf({ cores, probabilities }: ClassMap, images: readonly number[]): number {
  const inside = new Set(images);
  const core = cores.find(({ imageIndex }) => inside.has(imageIndex));
  const membership = (image: number) => probabilities[image] ?? 0;
  return (
    core?.imageIndex ??
    images.reduce((best, image) => (membership(image) > membership(best) ? image : best))
  );
}

/** "Cluster 3", or "Noise". People count from one. */
export function clusterName(cluster: number): string {
  return cluster < 0 ? 'Noise' : `Cluster ${cluster + 1}`;
}
