/**
 * One network call for a whole batch: the conditional rows of all images, then their null rows. The
 * buffers are made once and used for every step, so a step makes no garbage of its own; the network
 * computes in float32, everything around it in float64.
 */
import { StillroomError } from '../errors';
import { firstNonFinite } from './finite';
import { latentSize, type Denoiser, type DenoiserCall, type LatentShape } from './types';

export interface NetworkBatchOptions {
  readonly shape: LatentShape;
  readonly batch: number;
  readonly tokens: number;
  readonly width: number;
  /** Which rows the call holds; at least one kind. */
  readonly conditional: boolean;
  readonly unconditional: boolean;
}

/** Where a call's answer for one image goes. */
export interface NetworkAnswer {
  /** [channels * height * width]: the conditional output, or the null one where there is no other. */
  readonly out: Float64Array;
  /** The null output beside a conditional one. */
  readonly nullOut: Float64Array;
  /** Channels C .. 2C-1 of the row that `out` came from, where the network has them. */
  variance: Float64Array | null;
}

export class NetworkBatch {
  readonly #options: NetworkBatchOptions;
  readonly #size: number;
  readonly #call: DenoiserCall;
  /** [batch, tokens, width] each; inside the call's own array where the call holds such rows. */
  readonly #conditions: Float32Array;
  readonly #nullConditions: Float32Array;

  constructor(options: NetworkBatchOptions) {
    const { shape, batch, tokens, width, conditional, unconditional } = options;
    this.#options = options;
    this.#size = latentSize(shape);
    const rows = batch * (Number(conditional) + Number(unconditional));
    const conditionSize = tokens * width;
    this.#call = {
      sample: new Float32Array(rows * this.#size),
      timesteps: new Float32Array(rows),
      condition: new Float32Array(rows * conditionSize),
      rows,
    };
    // Rows that the call leaves out still exist, for terms that read both conditions.
    const length = batch * conditionSize;
    const { condition } = this.#call;
    this.#conditions = conditional ? condition.subarray(0, length) : new Float32Array(length);
    this.#nullConditions = unconditional
      ? condition.subarray(condition.length - length)
      : new Float32Array(length);
  }

  /** [tokens * width] of one image; what is written here goes into the next call. */
  conditionOf(position: number): Float32Array {
    return this.#rowOf(this.#conditions, position);
  }

  nullConditionOf(position: number): Float32Array {
    return this.#rowOf(this.#nullConditions, position);
  }

  #rowOf(conditions: Float32Array, position: number): Float32Array {
    const size = this.#options.tokens * this.#options.width;
    return conditions.subarray(position * size, (position + 1) * size);
  }

  /**
   * Calls the network at one timestep.
   * @param inputs [channels * height * width] an image, as the network shall see it
   * @param answers receive the outputs, an image each
   * @param step for the error's sentence
   * @throws StillroomError ShapeMismatch, NonFiniteOutput
   */
  async run(
    denoise: Denoiser,
    inputs: readonly Float64Array[],
    timestep: number,
    answers: readonly NetworkAnswer[],
    step: number,
  ): Promise<void> {
    const { conditional, unconditional, batch } = this.#options;
    const { sample, timesteps, rows } = this.#call;
    const size = this.#size;
    timesteps.fill(timestep);
    for (let row = 0; row < rows; row++) {
      sample.set(inputs[row % batch] as Float64Array, row * size);
    }
    const output = await denoise(this.#call);
    const stride = output.length / rows;
    if (stride !== size && stride !== 2 * size) {
      throw new StillroomError(
        'ShapeMismatch',
        `The network returned ${output.length} numbers for ${rows} rows; latents of ${size} need ${rows * size}, or twice that with a variance head.`,
        { received: output.length, expected: rows * size },
      );
    }
    this.#checkFinite(output, stride, step, timestep);
    answers.forEach((answer, image) => {
      const start = image * stride;
      answer.out.set(output.subarray(start, start + size));
      if (stride > size) {
        answer.variance ??= new Float64Array(size);
        answer.variance.set(output.subarray(start + size, start + stride));
      }
      if (conditional && unconditional) {
        const nullStart = (batch + image) * stride;
        answer.nullOut.set(output.subarray(nullStart, nullStart + size));
      }
    });
  }

  #checkFinite(output: Float32Array, stride: number, step: number, timestep: number): void {
    const bad = firstNonFinite(output);
    if (bad < 0) return;
    const row = Math.floor(bad / stride);
    throw new StillroomError(
      'NonFiniteOutput',
      `The network returned NaN or infinity at step ${step + 1} (timestep ${timestep}), row ${row}. Lower the guidance, or try another backend if it happens without any.`,
      { step, timestep, row },
    );
  }
}
