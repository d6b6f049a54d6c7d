/**
 * The selection thread: from losses to windows, from descriptors to ranked lists. It asks no model, so
 * a slider answers while the model thread scores.
 */
import { transfer } from 'comlink';
import { toErrorRecord } from '../src/core/errors';
import { matrix, type Matrix } from '../src/core/linalg/matrix';
import {
  accumulated,
  drawCount,
  windowsByTypicality,
  type ImageWindow,
  type ScoredDraws,
  type WindowSettings,
} from '../src/core/scoring/image-score';
import {
  clusterWindows,
  rankWindows,
  reduceDescriptors,
  type MemberOrder,
  type WindowClusters,
} from '../src/core/scoring/ranking';
import type { ScoringFrame } from '../src/core/scoring/tiling';
import type { LatentMap } from '../src/core/scoring/typicality';
import { upsampleBilinear } from '../src/core/scoring/upsample';
import type { WindowScoring } from '../src/methods/windows/plan';
import { windowsOf, type WindowSource } from '../src/methods/windows/windows';
import { exposeFunctions } from './expose';

export interface WindowsRequest {
  readonly images: readonly WindowSource[];
  /** Channels of the latents. */
  readonly channels: number;
  readonly scoring: WindowScoring;
  readonly windows: WindowSettings;
}

/** An image's windows, or why it has none. */
export type WindowsResult =
  { readonly windows: readonly ImageWindow[] } | { readonly problem: string };

export interface RankRequest {
  /** Names the descriptors: equal keys mean equal descriptors, which are then not sent again. */
  readonly key: string;
  readonly descriptors: Float32Array | null;
  readonly rows: number;
  readonly scores: Float64Array;
  readonly clusters: number;
  readonly order: MemberOrder;
  readonly seed: number;
  /** Class folder's name. */
  readonly name: string;
}

export interface RankResult {
  /** Windows in the order in which they are taken. */
  readonly list: Int32Array;
  readonly labels: Int32Array;
  readonly clusterCount: number;
}

export interface MapRequest {
  readonly scored: ScoredDraws;
  readonly frame: ScoringFrame;
  readonly channels: number;
  readonly draws: number;
  readonly windows: WindowSettings;
}

/** Everything that the score view draws, at the frame's size. */
export interface ScoreMaps {
  readonly height: number;
  readonly width: number;
  readonly draws: number;
  /** D, its standard error and the two losses, [height, width] each. */
  readonly typicality: Float32Array;
  readonly standardError: Float32Array;
  readonly nullLoss: Float32Array;
  readonly labelLoss: Float32Array;
  readonly windows: readonly ImageWindow[];
}

/** Classes whose descriptors are kept. */
const CLASSES_KEPT = 32;
const known = new Map<string, { points: Matrix; clusters: Map<string, WindowClusters> }>();

function remember(key: string, descriptors: Float32Array, rows: number) {
  const points = reduceDescriptors(matrix(descriptors, rows, descriptors.length / rows));
  const entry = { points, clusters: new Map<string, WindowClusters>() };
  known.set(key, entry);
  const [oldest] = known.keys();
  if (known.size > CLASSES_KEPT && oldest !== undefined) known.delete(oldest);
  return entry;
}

const functions = {
  windows({ images, channels, scoring, windows }: WindowsRequest): Promise<WindowsResult[]> {
    const results = images.map((image): WindowsResult => {
      try {
        return { windows: windowsOf(image, channels, scoring, windows) };
      } catch (error) {
        const { code, message } = toErrorRecord(error);
        if (code !== 'BadImage') throw error;
        return { problem: message };
      }
    });
    return Promise.resolve(results);
  },

  /** @returns null when the descriptors are not known and were not sent */
  rank(request: RankRequest): Promise<RankResult | null> {
    const { key, descriptors, rows, clusters, seed, name, scores, order } = request;
    const entry = known.get(key) ?? (descriptors && remember(key, descriptors, rows));
    if (entry === null) return Promise.resolve(null);
    const clustering = `${clusters} ${seed} ${name}`;
    const found =
      entry.clusters.get(clustering) ?? clusterWindows(entry.points, clusters, { seed, name });
    entry.clusters.set(clustering, found);
    const list = rankWindows(scores, found, order);
    return Promise.resolve({ list, labels: found.labels, clusterCount: found.count });
  },

  maps({ scored, frame, channels, draws, windows }: MapRequest): Promise<ScoreMaps> {
    const { height, width } = frame;
    const whole = accumulated(scored, channels, draws);
    const enlarged = (map: LatentMap) => Float32Array.from(upsampleBilinear(map, height, width));
    const losses = whole.losses();
    const maps = {
      height,
      width,
      draws: Math.min(draws, drawCount(scored)),
      typicality: enlarged(whole.map()),
      standardError: enlarged(whole.standardError()),
      nullLoss: enlarged(losses.nullPrompt),
      labelLoss: enlarged(losses.label),
      windows: windowsByTypicality(whole, frame, windows),
    };
    return Promise.resolve(
      transfer(maps, [
        maps.typicality.buffer,
        maps.standardError.buffer,
        maps.nullLoss.buffer,
        maps.labelLoss.buffer,
      ]),
    );
  },
};

export type SelectionFunctions = typeof functions;

exposeFunctions(functions);
