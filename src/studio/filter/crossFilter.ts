/**
 * Filters that know of each other: an image is shown when every one of them lets it through, and each
 * says how many images it would leave if the others stand as they are. Pure.
 */
import { NO_FILTER, type ImageFilter, type Span, type SplitSide } from '../state/image-filter';

/**
 * What is known of a class's images, by their index; null for what is not known yet. Held-out images are
 * counted after the others: they have a name, and neither cluster nor score, since nothing is made from them.
 */
export interface Facets {
  readonly names: readonly string[];
  /** How many of them are not held out. */
  readonly used: number;
  /** Cluster, -1 for noise. */
  readonly labels: Int32Array | null;
  /** 0 to 1. */
  readonly membership: Float64Array | null;
  readonly cores: ReadonlySet<number>;
  readonly repeated: ReadonlySet<number>;
  /** NaN for an image without a score. */
  readonly typicality: Float64Array | null;
  readonly tags: ReadonlyMap<string, ReadonlySet<number>>;
}

type Test = (image: number) => boolean;
const ANY: Test = () => true;

function within(values: Float64Array | null, span: Span | null): Test {
  if (values === null || span === null) return ANY;
  const [least, most] = span;
  // Never true for what has no value.
  return (image) => {
    const value = values[image] ?? NaN;
    return value >= least && value <= most;
  };
}

function splitTest({ names, used }: Facets, { split }: ImageFilter): Test {
  if (used === names.length || split === 'both') return ANY;
  return split === 'used' ? (image) => image < used : (image) => image >= used;
}

function testsOf(facets: Facets, filter: ImageFilter): Record<keyof ImageFilter, Test> {
  const { names, used, labels, cores, repeated, tags } = facets;
  const text = filter.text.trim().toLowerCase();
  const clusters = new Set(filter.clusters);
  const tagged = filter.tag === null ? null : tags.get(filter.tag);
  return {
    split: splitTest(facets, filter),
    text: text === '' ? ANY : (image) => (names[image] ?? '').toLowerCase().includes(text),
    clusters:
      clusters.size === 0 || labels === null
        ? ANY
        : (image) => image < used && clusters.has(labels[image] ?? -1),
    coresOnly: filter.coresOnly ? (image) => cores.has(image) : ANY,
    repeatedOnly: filter.repeatedOnly ? (image) => repeated.has(image) : ANY,
    membership: within(facets.membership, filter.membership),
    typicality: within(facets.typicality, filter.typicality),
    tag: tagged === null ? ANY : (image) => tagged?.has(image) ?? false,
  };
}

/**
 * @param but a filter that is passed over
 * @returns the images that are left, ascending
 */
export function imagesLeft(facets: Facets, filter: ImageFilter, but?: keyof ImageFilter): number[] {
  const tests = Object.entries(testsOf(facets, filter)).flatMap(([name, test]) =>
    name === but || test === ANY ? [] : [test],
  );
  const left: number[] = [];
  for (let image = 0; image < facets.names.length; image++) {
    if (tests.every((test) => test(image))) left.push(image);
  }
  return left;
}

/** True where nothing is filtered: the images that a run works with are all there. */
export function isOpen(facets: Facets, filter: ImageFilter): boolean {
  const { split: _, ...others } = testsOf(facets, filter);
  const isUsual = filter.split === NO_FILTER.split || facets.used === facets.names.length;
  return isUsual && Object.values(others).every((test) => test === ANY);
}

/** How many images a side of the split would leave, the other filters as they are. */
export function splitCount(facets: Facets, filter: ImageFilter, split: SplitSide): number {
  return imagesLeft(facets, { ...filter, split }).length;
}

/** How many images a side of the split has, without any other filter. */
export function splitSize(facets: Facets, split: SplitSide): number {
  return splitCount(facets, NO_FILTER, split);
}

/** How many images each cluster would show, the other filters as they are; -1 for noise. */
export function clusterCounts(facets: Facets, filter: ImageFilter): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const image of imagesLeft(facets, filter, 'clusters')) {
    if (image >= facets.used) continue;
    const cluster = facets.labels?.[image] ?? -1;
    counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
  }
  return counts;
}

/** How many of some images a filter that is off would leave. */
export function countWith(
  facets: Facets,
  filter: ImageFilter,
  name: keyof ImageFilter,
  images: ReadonlySet<number>,
): number {
  return imagesLeft(facets, filter, name).filter((image) => images.has(image)).length;
}

/**
 * 1 for images that are left; null where all are: what a map draws.
 * @param used images that may be on it; those after them are held out
 */
export function shownFlags(used: number, left: readonly number[]): Uint8Array | null {
  const flags = new Uint8Array(used);
  let shown = 0;
  for (const image of left) {
    if (image >= used) continue;
    flags[image] = 1;
    shown += 1;
  }
  return shown === used ? null : flags;
}

/** The least and the largest value; null where there is none. */
export function spanOf(values: Float64Array | null): Span | null {
  if (values === null) return null;
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : null;
}

/** "47 / 412", or "412" where all are left. */
export function countText(left: number, all: number): string {
  return left === all ? String(all) : `${left} / ${all}`;
}
