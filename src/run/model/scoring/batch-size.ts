/**
 * How many rows a call of the denoiser gets: measured, within a bound of memory.
 *
 * More rows a call cost less a row until the arithmetic fills the processor; past that they only
 * cost memory and make a cancel wait. Where that point lies depends on model and machine, so a few
 * calls find it, once a model: the rows are doubled while a row gets clearly cheaper.
 */
import { throwIfAborted } from '../../../core/errors';
import { emptyConditions } from '../../../core/diffusion/condition';
import { latentSize } from '../../../core/diffusion/types';
import { conditionShapes } from '../../../core/formats/pack';
import type { Diffuser } from '../../../core/diffuser';

const MOST_ROWS = 32;
/** Twice as many rows must be this much cheaper a row. */
const WORTH_IT = 0.97;
/** A call longer than this keeps a cancel waiting; larger ones are not tried. */
const LONGEST_CALL_MS = 1500;
/** Room for activations, and what a latent cell takes of it in the networks of Stable Diffusion's kind. */
const MEMORY_BYTES = 256 * 2 ** 20;
const BYTES_PER_CELL = 8192;

const measured = new WeakMap<Diffuser, Promise<number>>();

/** Rows that fit the bound of memory, an even number, at least 2. */
export function rowsInMemory(cells: number): number {
  const rows = Math.floor(MEMORY_BYTES / (cells * BYTES_PER_CELL));
  return Math.max(2, Math.min(MOST_ROWS, rows - (rows % 2)));
}

async function measure(
  diffuser: Diffuser,
  signal: AbortSignal | undefined,
  now: () => number,
): Promise<number> {
  const { latent, condition, schedule } = diffuser.pack;
  const shapes = conditionShapes(condition);
  const most = rowsInMemory(latent.height * latent.width);
  const milliseconds = async (rows: number): Promise<number> => {
    const call = {
      sample: new Float32Array(rows * latentSize(latent)),
      timesteps: new Float32Array(rows).fill(Math.floor(schedule.trainTimesteps / 2)),
      condition: emptyConditions(shapes, rows),
      rows,
    };
    let best = Infinity;
    // The first call of a size allocates; it counts only where it is the faster one.
    for (let run = 0; run < 2; run++) {
      throwIfAborted(signal);
      const started = now();
      await diffuser.predictNoise(call);
      best = Math.min(best, now() - started);
      if (best > LONGEST_CALL_MS) break;
    }
    return best;
  };
  let rows = 2;
  let time = await milliseconds(rows);
  while (2 * rows <= most && 2 * time <= LONGEST_CALL_MS) {
    const doubled = await milliseconds(2 * rows);
    if (doubled / (2 * rows) > (WORTH_IT * time) / rows) break;
    rows *= 2;
    time = doubled;
  }
  return rows;
}

/**
 * Rows a call, an even number; measured at a model's first use.
 * @param now milliseconds of a steady clock
 */
export function rowsPerCall(
  diffuser: Diffuser,
  signal?: AbortSignal,
  now: () => number = () => performance.now(),
): Promise<number> {
  const known = measured.get(diffuser);
  if (known !== undefined) return known;
  const found = measure(diffuser, signal, now);
  measured.set(diffuser, found);
  found.catch(() => measured.delete(diffuser));
  return found;
}
