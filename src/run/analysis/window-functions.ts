/**
 * The arithmetic of the method of windows: from losses to windows, from descriptors to ranked lists. It
 * has a thread of its own, so that a slider answers while the analysis clusters and the model scores.
 */
import { toErrorRecord } from '../../core/errors';
import { matrix, selectRows, type Matrix } from '../../core/linalg/matrix';
import { accumulated, drawCount, windowsByTypicality } from '../../core/scoring/image-score';
import {
  bestRows,
  clusterWindows,
  rankWindows,
  reduceDescriptors,
  type WindowClusters,
} from '../../core/scoring/ranking';
import type { LatentMap } from '../../core/scoring/typicality';
import { upsampleBilinear } from '../../core/scoring/upsample';
import { windowsOf } from '../../methods/windows/windows';
import { LatestKept } from './latest-kept';
import type {
  RankRequest,
  RankResult,
  ScoreMaps,
  ScoreMapsRequest,
  WindowsRequest,
  WindowsResult,
} from './requests';

/** Classes whose descriptors are kept, and clusterings of each. */
const CLASSES_KEPT = 32;
const CLUSTERINGS_KEPT = 64;

/** A request that may leave the descriptors out: equal keys mean equal ones, which need to come once. */
export type RankAgainRequest = Omit<RankRequest, 'descriptors'> & {
  /** [rows, channels] */
  readonly descriptors: Float32Array | null;
};

interface KnownClass {
  readonly points: Matrix;
  readonly clusterings: LatestKept<WindowClusters>;
}

/** @throws StillroomError each function as its namesake in the port `Analysis` */
export function windowFunctions() {
  const known = new LatestKept<KnownClass>(CLASSES_KEPT);

  const classOf = (request: RankAgainRequest): KnownClass | undefined => {
    const { descriptors, rows, wholeDescriptors = false } = request;
    const key = wholeDescriptors ? `${request.key} whole` : request.key;
    if (descriptors === null) return known.peek(key);
    return known.get(key, () => {
      const points = matrix(descriptors, rows, descriptors.length / rows);
      return {
        points: wholeDescriptors ? points : reduceDescriptors(points),
        clusterings: new LatestKept(CLUSTERINGS_KEPT),
      };
    });
  };

  return {
    async windows({
      images,
      channels,
      scoring,
      windows,
    }: WindowsRequest): Promise<WindowsResult[]> {
      return images.map((image): WindowsResult => {
        try {
          return { windows: windowsOf(image, channels, scoring, windows) };
        } catch (error) {
          const { code, message } = toErrorRecord(error);
          if (code !== 'BadImage') throw error;
          return { problem: message };
        }
      });
    },

    /** @returns null when the descriptors are not known and did not come along */
    async rank(request: RankAgainRequest): Promise<RankResult | null> {
      const { clusters, seed, name, scores, order, keep = 0 } = request;
      const own = classOf(request);
      if (own === undefined) return null;
      const part = bestRows(scores, keep);
      const found = own.clusterings.get(`${clusters} ${keep} ${seed} ${name}`, () =>
        clusterWindows(
          part.length === own.points.rows ? own.points : selectRows(own.points, part),
          clusters,
          { seed, name },
        ),
      );
      const places = rankWindows(
        Float64Array.from(part, (row) => scores[row] ?? 0),
        found,
        order,
      );
      const labels = new Int32Array(scores.length).fill(-1);
      part.forEach((row, place) => {
        labels[row] = found.labels[place] ?? -1;
      });
      return { list: places.map((place) => part[place] ?? 0), labels, clusterCount: found.count };
    },

    async scoreMaps({
      scored,
      frame,
      channels,
      draws,
      windows,
    }: ScoreMapsRequest): Promise<ScoreMaps> {
      const { height, width } = frame;
      const whole = accumulated(scored, channels, draws);
      const enlarged = (map: LatentMap) => Float32Array.from(upsampleBilinear(map, height, width));
      const losses = whole.losses();
      return {
        height,
        width,
        draws: Math.min(draws, drawCount(scored)),
        typicality: enlarged(whole.map()),
        standardError: enlarged(whole.standardError()),
        nullLoss: enlarged(losses.nullPrompt),
        labelLoss: enlarged(losses.label),
        windows: windowsByTypicality(whole, frame, windows),
      };
    },
  };
}

export type WindowFunctions = ReturnType<typeof windowFunctions>;

/**
 * Ranks with functions that may live elsewhere: the descriptors go there once.
 * @param ask one call of `rank`
 */
export async function rankOnce(
  request: RankRequest,
  ask: (request: RankAgainRequest) => Promise<RankResult | null>,
): Promise<RankResult> {
  const { descriptors } = request;
  const found =
    (await ask({ ...request, descriptors: null })) ?? (await ask({ ...request, descriptors }));
  if (found === null) throw new Error('descriptors that were sent ranked nothing');
  return found;
}
