/** Train steps of ConvNet-3: the same loss and weights as WebAssembly's, and their speed beside torch's. */
import { relativeDifference } from '../../../test/support/runtime-bounds';
import { PAGES, type Lab, type Side } from '../lab';
import type { PlannedRow } from '../plan';
import type { GpuRow, SpeedRow } from '../row';
import { torchTrainStep } from '../torch';

const CLASSES = 10;
/** Steps that are compared: the second already stands on the first one's weights and momentum. */
const COMPARED = 3;
/** A loss is one sum in float32 over the batch. */
const LOSS_BOUND = 1e-5;
/**
 * Of the largest change of a weight: gradients are sums over all places of all images, some quarter
 * million at the first layer, in another order.
 */
const CHANGE_BOUND = 1e-3;

interface Size {
  readonly width: number;
  readonly side: number;
  readonly rows: number;
}

const FULL: readonly Size[] = [
  { width: 128, side: 64, rows: 64 },
  { width: 32, side: 32, rows: 64 },
];
const SMALL: readonly Size[] = [{ width: 16, side: 32, rows: 8 }];

const titleOf = ({ width, side, rows }: Size) =>
  `train step, ConvNet-3, width ${width}, ${side} px, batch ${rows}`;

async function firstSteps(lab: Lab, side: Side, size: Size) {
  const page = await lab.trainer(side);
  const { losses, changes } = await page.evaluate(
    async ([size, steps]) => {
      const { losses, before, after } = await window.bench.measure('firstSteps', size, steps);
      return { losses, changes: Array.from(after, (value, i) => value - (before[i] ?? NaN)) };
    },
    [size, COMPARED] as const,
  );
  return { losses, changes };
}

function agreement(size: Size): PlannedRow {
  const name = titleOf(size);
  const measure = async (lab: Lab): Promise<GpuRow[]> => {
    const gpu = await firstSteps(lab, 'webgpu', size);
    const cpu = await firstSteps(lab, 'wasm', size);
    const loss = gpu.losses.map((value, i) => relativeDifference([value], [cpu.losses[i] ?? NaN]));
    return [
      {
        kind: 'agreement',
        name: `${name}: losses of ${COMPARED} steps`,
        difference: Math.max(...loss),
        bound: LOSS_BOUND,
        unit: 'of the loss',
      },
      {
        kind: 'agreement',
        name: `${name}: weights after ${COMPARED} steps`,
        difference: relativeDifference(gpu.changes, cpu.changes),
        bound: CHANGE_BOUND,
        unit: 'of the largest change',
      },
    ];
  };
  return { name, seconds: 60, measure };
}

async function stepMilliseconds(lab: Lab, side: Side, size: Size): Promise<number> {
  const page = await lab.trainer(side);
  const patience = side === 'webgpu' ? { runs: 30, seconds: 8 } : { runs: 7, seconds: 4 };
  const seconds = await page.evaluate(
    ([size, patience]) => window.bench.measure('stepSeconds', size, patience),
    [size, patience] as const,
  );
  return 1000 * seconds;
}

function speed(size: Size): PlannedRow {
  const name = titleOf(size);
  const measure = async (lab: Lab): Promise<SpeedRow> => {
    const webgpu = await stepMilliseconds(lab, 'webgpu', size);
    const wasm = await stepMilliseconds(lab, 'wasm', size);
    const rate = `${(1000 / webgpu).toFixed(1)} steps a second on WebGPU`;
    const row = { kind: 'speed', name, unit: 'ms' } as const;
    try {
      const plain = await torchTrainStep(lab, size, CLASSES, false);
      const tf32 = await torchTrainStep(lab, size, CLASSES, true);
      const [torch = NaN] = plain.milliseconds;
      const [rounded = NaN] = tf32.milliseconds;
      return {
        ...row,
        values: { webgpu, wasm, torch, 'torch-tf32': rounded },
        note: `${rate}; torch ${plain.version}, eager`,
      };
    } catch (error) {
      return { ...row, values: { webgpu, wasm }, note: `${rate}; ${(error as Error).message}` };
    }
  };
  return { name: `speed of a ${name}`, seconds: 90, measure };
}

export function trainingRows(small: boolean): PlannedRow[] {
  const sizes = small ? SMALL : FULL;
  return [...sizes.map(agreement), ...sizes.map(speed)];
}

/** The device goes away in the middle of a training: it goes on from its last checkpoint. */
export function recoveryRows(small: boolean): PlannedRow[] {
  const name = 'the device lost in the middle of a training';
  const [epochs, at, width, perClass] = small ? [3, 2, 4, 2] : [20, 7, 16, 10];
  const measure = async (lab: Lab): Promise<GpuRow> => {
    const page = await lab.open(PAGES.training);
    await page.waitForFunction(() => 'training' in window);
    const { same, steady, workers, kind } = await page.evaluate(
      async ([url, epochs, at, width, perClass]) => {
        const { kind } = await window.training.open('webgpu', url);
        window.training.resize(epochs, width, perClass);
        const whole = await window.training.whole();
        const again = await window.training.whole();
        const { text, workers } = await window.training.lost(at);
        return { same: text === whole, steady: again === whole, workers, kind };
      },
      [lab.url, epochs, at, width, perClass] as const,
    );
    const repeated = steady ? 'the same bits' : 'other bits';
    const went =
      workers === 1 ? 'one new thread went on' : `${workers} new threads were started (expected 1)`;
    const curve = same ? 'the same curve and weights, bit for bit' : 'another curve';
    return {
      kind: workers === 1 && (same || !steady) ? 'said' : 'failed',
      name: `${name}, on ${kind}`,
      sentence: `lost after epoch ${at} of ${epochs}, ${went} and gave ${curve}; without a loss a second training gives ${repeated}.`,
    };
  };
  return [{ name, seconds: 60, measure }];
}
