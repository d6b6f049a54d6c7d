/** Torch on the same GPU, where a Python with it is at hand. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Lab } from './lab';

const run = promisify(execFile);

export interface TorchTimes {
  readonly version: string;
  readonly milliseconds: readonly number[];
}

/**
 * Runs a script of the prepared folder that prints words and then medians in milliseconds.
 * @throws Error with what Python said last
 */
async function timed(
  lab: Lab,
  script: string,
  words: readonly string[],
  medians: number,
): Promise<TorchTimes> {
  const python = process.env['STILLROOM_TORCH_PYTHON'] ?? 'python3';
  try {
    const { stdout } = await run(python, [lab.path('torch', script), ...words], {
      timeout: 60_000,
    });
    const printed = stdout.trim().split(/\s+/);
    const milliseconds = printed.slice(-medians).map(Number);
    if (milliseconds.length !== medians || !milliseconds.every(Number.isFinite)) {
      throw new Error(`it printed "${stdout.trim()}"`);
    }
    return { version: printed[0] ?? '', milliseconds };
  } catch (error) {
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    const last = stderr.trim().split('\n').at(-1) || message;
    throw new Error(`torch was not timed: ${last}`, { cause: error });
  }
}

const RUNS = 30;

/** A train step of ConvNet-3 on CUDA. */
export function torchTrainStep(
  lab: Lab,
  { width, side, rows }: { width: number; side: number; rows: number },
  classes: number,
  tf32: boolean,
): Promise<TorchTimes> {
  const sizes = [width, side, rows, classes, RUNS].map(String);
  return timed(lab, 'train_step.py', [...sizes, 'cuda', ...(tf32 ? ['--tf32'] : [])], 1);
}

/** A call of the embedded denoiser on CUDA, for several numbers of rows. */
export function torchDenoiser(
  lab: Lab,
  rows: readonly number[],
  tf32: boolean,
): Promise<TorchTimes> {
  const words = [lab.path('torch', 'train'), String(RUNS), ...rows.map(String)];
  return timed(lab, 'unet_step.py', [...words, ...(tf32 ? ['--tf32'] : [])], rows.length);
}
