/**
 * Stage I over a model: the losses of images under the label's and the null prompt, draw by draw.
 *
 * A pair of rows (label, null) shares its noise and timestep; pairs of several draws, tiles and
 * images share a call, so calls are always full and the network is the only cost that counts. Images
 * are worked on in their order and one is finished before the next but one is begun: what a cancel
 * loses is small, and results come one by one.
 */
import { throwIfAborted } from '../../../core/errors';
import {
  conditionRows,
  emptyConditions,
  shapesOf,
  writeCondition,
  type Condition,
} from '../../../core/diffusion/condition';
import { predictEpsilon } from '../../../core/diffusion/prediction';
import { alphasCumprod } from '../../../core/diffusion/schedule/betas';
import { latentSize } from '../../../core/diffusion/types';
import {
  drawNoise,
  drawTimestep,
  noiseLevelAt,
  type TimestepRange,
} from '../../../core/scoring/draws';
import { enoughDraws, type ScoredDraws } from '../../../core/scoring/image-score';
import { mergedSize, mergeTiles, type ScoringFrame } from '../../../core/scoring/tiling';
import { drawLosses, type DrawLosses } from '../../../core/scoring/typicality';
import type { Diffuser } from '../../../core/diffuser';
import { rowsPerCall } from './batch-size';

export interface ScoringSubject {
  /** The image's own name, its hash: it keys the noise. */
  readonly id: string;
  readonly frame: ScoringFrame;
  /** Scaled latents of the tiles, [tiles, channels, height, width]. */
  readonly latents: Float32Array;
  /** What an earlier call computed; its draws are not computed again. */
  readonly known?: ScoredDraws | undefined;
}

export interface ScoringSettings {
  /** Conditions of the label's prompt and of the null prompt. */
  readonly label: Condition;
  readonly nullPrompt: Condition;
  readonly seed: number;
  /** N, the most draws an image gets. */
  readonly draws: number;
  readonly range: TimestepRange;
  /** Fewer draws where the best window of this share is known to within this error. */
  readonly stop?: { readonly error: number; readonly share: number } | undefined;
}

export interface ScoreUpdate {
  /** Position among the subjects. */
  readonly subject: number;
  readonly scored: ScoredDraws;
  readonly finished: boolean;
}

export interface ScoringControl {
  readonly signal?: AbortSignal | undefined;
  /** Rows a call; measured when left out. */
  readonly rows?: number | undefined;
}

/** One pair of rows. */
interface Pair {
  readonly work: Work;
  readonly draw: number;
  readonly tile: number;
}

/** An image in the making. */
class Work {
  readonly #parts: DrawLosses[] = [];
  readonly #draws: Float32Array[] = [];
  readonly #known: number;
  /** Pairs handed out so far. */
  next = 0;

  constructor(
    readonly index: number,
    readonly subject: ScoringSubject,
    readonly cells: number,
  ) {
    const { height, width } = mergedSize(subject.frame, cells);
    const { known } = subject;
    const size = 2 * height * width;
    const kept = known?.losses ?? new Float32Array(0);
    for (let at = 0; at < kept.length; at += size) {
      this.#draws.push(kept.slice(at, at + size));
    }
    this.#known = this.#draws.length;
  }

  get drawsDone(): number {
    return this.#draws.length;
  }

  /** The next pair, or null when `draws` draws are handed out. */
  take(draws: number): Pair | null {
    const { tiles } = this.subject.frame;
    const draw = this.#known + Math.floor(this.next / tiles.length);
    if (draw >= draws) return null;
    const tile = this.next % tiles.length;
    this.next += 1;
    return { work: this, draw, tile };
  }

  /** Takes the losses of the next pair in; pairs come in their order. */
  add(losses: DrawLosses): void {
    const { frame } = this.subject;
    this.#parts.push(losses);
    if (this.#parts.length < frame.tiles.length) return;
    const merged = (kind: keyof DrawLosses) =>
      mergeTiles(
        this.#parts.map((part) => part[kind]),
        frame,
        1,
        this.cells,
      );
    const nullPrompt = merged('nullPrompt');
    const draw = new Float32Array(2 * nullPrompt.length);
    draw.set(nullPrompt);
    draw.set(merged('label'), nullPrompt.length);
    this.#draws.push(draw);
    this.#parts.length = 0;
  }

  /** @param draws how many at most */
  scored(draws: number): ScoredDraws {
    const { height, width } = mergedSize(this.subject.frame, this.cells);
    const size = 2 * height * width;
    const kept = this.#draws.slice(0, draws);
    const losses = new Float32Array(kept.length * size);
    kept.forEach((draw, i) => losses.set(draw, i * size));
    return { height, width, losses };
  }
}

/**
 * Scores images. Every image's last update is its finished one; they come in the order of the
 * subjects.
 * @throws StillroomError Aborted, NonFiniteOutput, OutOfMemory, DeviceLost
 */
export async function* scoreImages(
  diffuser: Diffuser,
  subjects: readonly ScoringSubject[],
  settings: ScoringSettings,
  { signal, rows }: ScoringControl = {},
): AsyncGenerator<ScoreUpdate> {
  const { latent } = diffuser.pack;
  const pairs = (rows ?? (await rowsPerCall(diffuser, signal))) / 2;
  const caller = new PairCaller(diffuser, settings, pairs);
  const open = subjects.map((subject, i) => new Work(i, subject, latent.height));
  const { draws, stop } = settings;
  while (open.length > 0) {
    throwIfAborted(signal);
    const call: Pair[] = [];
    for (const work of open) {
      for (let pair = null; call.length < pairs && (pair = work.take(draws)) !== null;) {
        call.push(pair);
      }
    }
    if (call.length > 0) await caller.run(call);
    const touched = new Set([...call.map(({ work }) => work), ...open.slice(0, 1)]);
    for (const work of touched) {
      // One call may finish several images: a stop is heard between them too.
      throwIfAborted(signal);
      const all = work.scored(draws);
      const enough = stop && enoughDraws(all, latent.channels, work.subject.frame, stop);
      const finished = Boolean(enough) || work.drawsDone >= draws;
      const scored = enough ? work.scored(enough) : all;
      if (finished) open.splice(open.indexOf(work), 1);
      yield { subject: work.index, scored, finished };
    }
  }
}

/** Calls of the network for pairs, with buffers that serve every call. */
class PairCaller {
  readonly #diffuser: Diffuser;
  readonly #settings: ScoringSettings;
  readonly #alphas: Float64Array;
  readonly #size: number;
  readonly #sample: Float32Array;
  readonly #timesteps: Float32Array;
  readonly #condition: Condition;
  readonly #noises: readonly Float64Array[];
  readonly #noisy: readonly Float64Array[];

  constructor(diffuser: Diffuser, settings: ScoringSettings, pairs: number) {
    const { latent, schedule } = diffuser.pack;
    const { label, nullPrompt } = settings;
    this.#diffuser = diffuser;
    this.#settings = settings;
    this.#alphas = alphasCumprod(schedule);
    this.#size = latentSize(latent);
    const buffers = () => Array.from({ length: pairs }, () => new Float64Array(this.#size));
    this.#noises = buffers();
    this.#noisy = buffers();
    this.#sample = new Float32Array(2 * pairs * this.#size);
    this.#timesteps = new Float32Array(2 * pairs);
    this.#condition = emptyConditions(shapesOf(label), 2 * pairs);
    for (let pair = 0; pair < pairs; pair++) {
      writeCondition(this.#condition, 2 * pair, label);
      writeCondition(this.#condition, 2 * pair + 1, nullPrompt);
    }
  }

  /** Runs the pairs in one call and hands each its losses. */
  async run(pairs: readonly Pair[]): Promise<void> {
    const { seed, range } = this.#settings;
    const { latent, prediction, schedule } = this.#diffuser.pack;
    const size = this.#size;
    pairs.forEach(({ work, draw, tile }, i) => {
      const { id, latents } = work.subject;
      const timestep = drawTimestep(seed, draw, range, schedule.trainTimesteps);
      const { signal, noise: spread } = noiseLevelAt(timestep, prediction, this.#alphas);
      const noise = drawNoise({ seed, image: id, tile }, draw, this.#noises[i] as Float64Array);
      const noisy = this.#noisy[i] as Float64Array;
      const clean = latents.subarray(tile * size, (tile + 1) * size);
      for (let k = 0; k < size; k++) {
        noisy[k] = signal * (clean[k] ?? 0) + spread * (noise[k] ?? 0);
      }
      this.#sample.set(noisy, 2 * i * size);
      this.#sample.set(noisy, (2 * i + 1) * size);
      this.#timesteps.fill(timestep, 2 * i, 2 * i + 2);
    });
    const rows = 2 * pairs.length;
    const output = await this.#diffuser.predictNoise({
      sample: this.#sample.subarray(0, rows * size),
      timesteps: this.#timesteps.subarray(0, rows),
      condition: conditionRows(this.#condition, 0, rows),
      rows,
    });
    // A network with a variance head returns it behind the noise.
    const stride = output.length / rows;
    const out = new Float64Array(size);
    pairs.forEach(({ work }, i) => {
      const level = noiseLevelAt(this.#timesteps[2 * i] ?? 0, prediction, this.#alphas);
      const epsilonOf = (row: number) => {
        out.set(output.subarray(row * stride, row * stride + size));
        const epsilon = new Float64Array(size);
        predictEpsilon(prediction, level, this.#noisy[i] as Float64Array, out, epsilon);
        return epsilon;
      };
      const draw = {
        noise: this.#noises[i] as Float64Array,
        epsCond: epsilonOf(2 * i),
        epsNull: epsilonOf(2 * i + 1),
      };
      work.add(drawLosses(draw, latent.channels, latent.height * latent.width));
    });
  }
}
