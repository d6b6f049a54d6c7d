/**
 * One network call for a whole batch: the conditional rows of all images, then their null rows. The
 * buffers are made once and used for every step, so a step makes no garbage of its own; the network
 * computes in float32, everything around it in float64. An answer is read where it lies: a kept one
 * can be read again in place of a call. A step that needs one kind of rows alone asks for these.
 */
import { StillroomError } from '../errors';
import {
  conditionRows,
  emptyConditions,
  type Condition,
  type ConditionShapes,
} from '../diffusion/condition';
import { firstNonFinite } from '../diffusion/finite';
import type { GuidanceRows } from '../diffusion/guidance-scale';
import { latentSize, type Denoiser, type DenoiserCall, type LatentShape } from '../diffusion/types';

export interface NetworkBatchOptions {
  readonly shape: LatentShape;
  readonly batch: number;
  /** Of one condition. */
  readonly conditionShapes: ConditionShapes;
  /** Which rows any step asks for; at least one kind. */
  readonly conditional: boolean;
  readonly unconditional: boolean;
}

export class NetworkBatch {
  readonly #options: NetworkBatchOptions;
  readonly #size: number;
  /** Room for the rows of all kinds. */
  readonly #call: DenoiserCall;
  /** One an image each; inside the call's own arrays where the call holds such rows. */
  readonly #conditions: Condition;
  readonly #nullConditions: Condition;
  #answer: Float32Array = new Float32Array();
  /** Numbers a row of the answer has: a latent's, or twice that with a variance head. */
  #stride = 0;

  constructor(options: NetworkBatchOptions) {
    const { shape, batch, conditionShapes, conditional, unconditional } = options;
    this.#options = options;
    this.#size = latentSize(shape);
    const rows = batch * (Number(conditional) + Number(unconditional));
    const condition = emptyConditions(conditionShapes, rows);
    this.#call = {
      sample: new Float32Array(rows * this.#size),
      timesteps: new Float32Array(rows),
      condition,
      rows,
    };
    // Rows that the call leaves out still exist, for terms that read both conditions.
    const apart = () => emptyConditions(conditionShapes, batch);
    this.#conditions = conditional ? conditionRows(condition, 0, batch) : apart();
    this.#nullConditions = unconditional ? conditionRows(condition, rows - batch, rows) : apart();
  }

  /** The condition of one image; what is written into its parts goes into the next call. */
  conditionOf(position: number): Condition {
    return conditionRows(this.#conditions, position, position + 1);
  }

  nullConditionOf(position: number): Condition {
    return conditionRows(this.#nullConditions, position, position + 1);
  }

  /**
   * Calls the network at one timestep.
   * @param states [batch, channels, height, width], as the network shall see them
   * @param wanted the rows that this step asks for
   * @returns its raw answer, [rows, outChannels, height, width], which `read` takes
   */
  ask(
    denoise: Denoiser,
    states: Float64Array,
    timestep: number,
    wanted: GuidanceRows,
  ): Promise<Float32Array> {
    const call = this.#part(wanted);
    call.timesteps.fill(timestep);
    call.sample.set(states);
    // Null rows see what the conditional rows see.
    if (call.rows > this.#options.batch) call.sample.copyWithin(states.length, 0, states.length);
    return denoise(call);
  }

  #part(wanted: GuidanceRows): DenoiserCall {
    const rows = this.#rowsOf(wanted);
    const { sample, timesteps, condition, rows: all } = this.#call;
    if (rows === all) return this.#call;
    const first = wanted.conditional ? 0 : all - rows;
    return {
      sample: sample.subarray(0, rows * this.#size),
      timesteps: timesteps.subarray(0, rows),
      condition: conditionRows(condition, first, first + rows),
      rows,
    };
  }

  #rowsOf({ conditional, unconditional }: GuidanceRows): number {
    return this.#options.batch * (Number(conditional) + Number(unconditional));
  }

  /**
   * Takes an answer; its array is read in place until the next one comes.
   * @param wanted the rows that were asked for
   * @throws StillroomError ShapeMismatch
   */
  read(answer: Float32Array, wanted: GuidanceRows): void {
    const rows = this.#rowsOf(wanted);
    const size = this.#size;
    const stride = answer.length / rows;
    if (stride !== size && stride !== 2 * size) {
      throw new StillroomError(
        'ShapeMismatch',
        `The network returned ${answer.length} numbers for ${rows} rows; latents of ${size} need ${rows * size}, or twice that with a variance head.`,
        { received: answer.length, expected: rows * size },
      );
    }
    this.#answer = answer;
    this.#stride = stride;
  }

  /** [channels * height * width]: an image's conditional output, or the null one where there is no other. */
  outputOf(position: number): Float32Array {
    const start = position * this.#stride;
    return this.#answer.subarray(start, start + this.#size);
  }

  /** The null output beside a conditional one. */
  nullOutputOf(position: number): Float32Array {
    return this.outputOf(this.#options.batch + position);
  }

  /** Channels C .. 2C-1 of the row that `outputOf` reads, where the network has them. */
  varianceOf(position: number): Float32Array | null {
    if (this.#stride === this.#size) return null;
    const start = position * this.#stride + this.#size;
    return this.#answer.subarray(start, start + this.#size);
  }

  /**
   * Looks through the whole answer.
   * @param step, timestep for the error's sentence
   * @throws StillroomError NonFiniteOutput
   */
  requireFinite(step: number, timestep: number): void {
    const bad = firstNonFinite(this.#answer);
    if (bad < 0) return;
    const row = Math.floor(bad / this.#stride);
    throw new StillroomError(
      'NonFiniteOutput',
      `The network returned NaN or infinity at step ${step + 1} (timestep ${timestep}), row ${row}. Lower the guidance, or try another backend if it happens without any.`,
      { step, timestep, row },
    );
  }
}
