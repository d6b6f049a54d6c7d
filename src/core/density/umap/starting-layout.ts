/**
 * Where the points start: a layout of the whole that the epochs then refine.
 *
 * A connected graph starts from its spectral layout. Components of a graph in several pieces have
 * no distance to each other; each stands at a place of its own, +-e_d on the axes while there are
 * axes left (umap-learn's rule) and at random places of the cube beyond that, where umap-learn would
 * need the points themselves, and is laid out there alone, half as wide as it is far to the next
 * piece. A piece of too few points for so many eigenvectors starts at random.
 *
 * The result is scaled to a largest coordinate of 10, gets uniform noise of deviation 1e-4 so that
 * no two points stay in one place, and is moved to [0, 10] in each dimension. (Uniform, where
 * umap-learn draws from a normal: our normal numbers go through Math.log.)
 */
import type { RandomStream } from '../../random/stream';
import { connectedComponents, subgraph } from './connected-components';
import type { Pace } from './pace';
import type { SparseGraph } from './sparse-graph';
import { spectralLayout } from './spectral-layout';

const EXTENT = 10;
/** Half the width of uniform noise with a standard deviation of 1e-4. */
const NOISE = 1e-4 * Math.sqrt(3);

/** Uniform in [-1, 1). */
const signed = (random: RandomStream): number => 2 * random.uniform() - 1;

const largest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** A piece around the origin, its largest coordinate 1; one vector [points] a dimension. */
async function pieceLayout(
  graph: SparseGraph,
  dimensions: number,
  random: RandomStream,
  pace: Pace,
): Promise<Float64Array[]> {
  const points = graph.starts.length - 1;
  if (points < 2 * dimensions || points <= dimensions + 1) {
    return Array.from({ length: dimensions }, () =>
      Float64Array.from({ length: points }, () => signed(random)),
    );
  }
  const axes = await spectralLayout(graph, dimensions, random, pace);
  const extent = Math.max(...axes.map(largest));
  return axes.map((axis) => axis.map((value) => value / extent));
}

/** Where each of several pieces stands, [pieces][dimensions]. */
function piecePlaces(pieces: number, dimensions: number, random: RandomStream): Float64Array[] {
  return Array.from({ length: pieces }, (_, piece) => {
    if (pieces > 2 * dimensions) {
      return Float64Array.from({ length: dimensions }, () => signed(random));
    }
    const place = new Float64Array(dimensions);
    place[piece % dimensions] = piece < dimensions ? 1 : -1;
    return place;
  });
}

/** Half the distance to the nearest other place. */
function halfGap(places: readonly Float64Array[], piece: number): number {
  const own = places[piece];
  let nearest = Infinity;
  for (const other of places) {
    if (other === own) continue;
    const square = other.reduce((sum, value, d) => {
      const difference = value - (own?.[d] ?? 0);
      return sum + difference * difference;
    }, 0);
    nearest = Math.min(nearest, square);
  }
  return Math.sqrt(nearest) / 2;
}

/** Scales, adds the noise and moves to [0, 10], axis by axis. */
function settle(axes: readonly Float64Array[], random: RandomStream): void {
  const extent = Math.max(...axes.map(largest));
  const scale = extent > 0 ? EXTENT / extent : 0;
  for (const axis of axes) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < axis.length; i++) {
      const value = (axis[i] ?? 0) * scale + NOISE * signed(random);
      axis[i] = value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const range = high > low ? high - low : 1;
    for (let i = 0; i < axis.length; i++) axis[i] = EXTENT * (((axis[i] ?? 0) - low) / range);
  }
}

/**
 * The layout to start from.
 * @param graph symmetric
 * @returns one vector [n] a dimension, each in [0, 10]
 * @throws StillroomError Aborted
 */
export async function startingLayout(
  graph: SparseGraph,
  dimensions: number,
  random: RandomStream,
  pace: Pace,
): Promise<Float64Array[]> {
  const pieces = connectedComponents(graph);
  const points = graph.starts.length - 1;
  const axes = Array.from({ length: dimensions }, () => new Float64Array(points));
  const places = piecePlaces(pieces.length, dimensions, random);
  for (const [piece, members] of pieces.entries()) {
    const layout = await pieceLayout(subgraph(graph, members), dimensions, random, pace);
    const alone = pieces.length === 1;
    const width = alone ? 1 : halfGap(places, piece);
    for (const [d, axis] of axes.entries()) {
      const centre = alone ? 0 : (places[piece]?.[d] ?? 0);
      members.forEach((point, i) => {
        axis[point] = centre + width * (layout[d]?.[i] ?? 0);
      });
    }
  }
  settle(axes, random);
  return axes;
}
