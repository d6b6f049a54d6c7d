/** The embedded model on WebGPU and on WebAssembly, and its denoiser beside torch. */
import { PAGES, type Lab, type Side } from '../lab';
import type { PlannedRow } from '../plan';
import type { GpuRow, SpeedRow } from '../row';
import { torchDenoiser } from '../torch';

const SIDES = ['webgpu', 'wasm'] as const satisfies readonly Side[];
/** WebAssembly gets fewer runs: they cost more and vary less. */
const PATIENCE = { webgpu: { runs: 15, seconds: 6 }, wasm: { runs: 5, seconds: 4 } };
/** Rows of a denoiser call: one image with its unconditional twin, and a batch. */
const ROWS = [2, 32] as const;

type Measure = (lab: Lab, side: Side) => Promise<number>;

/** @param unit how the seconds of one run are said */
async function onBoth(
  lab: Lab,
  name: string,
  unit: 'ms' | 's',
  measure: Measure,
): Promise<SpeedRow> {
  const values: Partial<Record<Side, number>> = {};
  for (const side of SIDES) {
    values[side] = (unit === 'ms' ? 1000 : 1) * (await measure(lab, side));
  }
  return { kind: 'speed', name, unit, values };
}

function row(name: string, unit: 'ms' | 's', measure: Measure, seconds = 40): PlannedRow {
  return { name, seconds, measure: (lab) => onBoth(lab, name, unit, measure) };
}

const denoiser =
  (rows: number): Measure =>
  async (lab, side) =>
    (await lab.bench(side)).evaluate(
      ([rows, patience]) => window.bench.measure('denoiserCall', rows, patience),
      [rows, PATIENCE[side]] as const,
    );

/** Both sizes in one: torch is started once for float32 and once for TF32. */
function denoiserRows(sizes: readonly number[]): PlannedRow {
  const name = 'a call of the denoiser';
  const measure = async (lab: Lab): Promise<GpuRow[]> => {
    const rows: SpeedRow[] = [];
    for (const size of sizes) {
      rows.push(await onBoth(lab, `denoiser, one call of ${size} rows`, 'ms', denoiser(size)));
    }
    try {
      const plain = await torchDenoiser(lab, sizes, false);
      const tf32 = await torchDenoiser(lab, sizes, true);
      return rows.map((row, i) => ({
        ...row,
        values: {
          ...row.values,
          torch: plain.milliseconds[i] ?? NaN,
          'torch-tf32': tf32.milliseconds[i] ?? NaN,
        },
        note: `torch ${plain.version}, eager, random weights`,
      }));
    } catch (error) {
      return rows.map((row) => ({ ...row, note: (error as Error).message }));
    }
  };
  return { name, seconds: 90, measure };
}

const decoding =
  (batch: number): Measure =>
  async (lab, side) =>
    (await lab.bench(side)).evaluate(
      ([batch, patience]) => window.bench.measure('decoding', batch, patience),
      [batch, PATIENCE[side]] as const,
    );

const encoding =
  (batch: number): Measure =>
  async (lab, side) =>
    (await lab.bench(side)).evaluate(
      ([batch, patience]) => window.bench.measure('encoding', batch, patience),
      [batch, PATIENCE[side]] as const,
    );

const images =
  (batch: number, steps: number): Measure =>
  async (lab, side) =>
    (await lab.bench(side)).evaluate(
      ([batch, steps, patience]) => window.bench.measure('images', batch, steps, patience),
      [batch, steps, PATIENCE[side]] as const,
    );

const scoring =
  (count: number, draws: number): Measure =>
  async (lab, side) =>
    (await lab.bench(side)).evaluate(
      ([count, draws, patience]) => window.bench.measure('scoring', count, draws, patience),
      [count, draws, PATIENCE[side]] as const,
    );

const neighbours =
  (rows: number, columns: number, k: number): Measure =>
  async (lab, side) =>
    (await lab.bench(side)).evaluate(
      ([rows, columns, k, patience]) =>
        window.bench.measure('neighbours', rows, columns, k, patience),
      [rows, columns, k, PATIENCE[side]] as const,
    );

/** Scoring is told as a rate. */
function scoringRow(count: number, draws: number): PlannedRow {
  const name = `scoring, ${draws} draws an image`;
  const measure = async (lab: Lab): Promise<SpeedRow> => {
    const { values, ...rest } = await onBoth(lab, name, 's', scoring(count, draws));
    const rate = (seconds: number | undefined) => count / (seconds ?? NaN);
    return {
      ...rest,
      unit: 'images a second',
      values: { webgpu: rate(values.webgpu), wasm: rate(values.wasm) },
    };
  };
  return { name, seconds: 60, measure };
}

/** From a page without anything to a model that has run once; a second time the weights are kept. */
const loadRow: PlannedRow = {
  name: 'embedded pack: load to the first call, weights kept by the browser',
  seconds: 60,
  async measure(lab) {
    const values: Partial<Record<Side, number>> = {};
    for (const side of SIDES) {
      const page = await lab.open(PAGES.bench);
      await page.waitForFunction(() => 'bench' in window);
      const load = () =>
        page.evaluate(
          ([side, url]) => window.bench.measure('load', `${url}packs/stillroom-64/`, url, side),
          [side, lab.url] as const,
        );
      await load();
      await page.reload();
      await page.waitForFunction(() => 'bench' in window);
      values[side] = await load();
    }
    return { kind: 'speed', name: loadRow.name, unit: 's', values };
  },
};

const sinkhorn: PlannedRow = {
  name: 'Sinkhorn',
  seconds: 5,
  measure: () =>
    Promise.resolve({
      kind: 'said',
      name: 'Sinkhorn',
      sentence:
        'runs in plain TypeScript on the processor by design: its problems of some hundred points take less time than a call of the GPU (`npm run bench -- transport`).',
    }),
};

export function speedRows(small: boolean): PlannedRow[] {
  if (small) {
    return [
      denoiserRows([2]),
      row('encoder, 1 picture', 'ms', encoding(1)),
      row('decoder, 1 picture', 'ms', decoding(1)),
      row('one image, 2 steps with guidance, decoded', 's', images(1, 2)),
      row('exact neighbours, 200 x 64, k = 15', 'ms', neighbours(200, 64, 15)),
      sinkhorn,
    ];
  }
  return [
    denoiserRows(ROWS),
    row('one image, 25 steps with guidance, decoded', 's', images(1, 25)),
    row('16 images in one batch, 25 steps with guidance, decoded', 's', images(16, 25), 60),
    row('encoder, 16 pictures', 'ms', encoding(16)),
    row('decoder, 16 pictures', 'ms', decoding(16)),
    scoringRow(16, 10),
    row('exact neighbours, 1,300 x 4,096, k = 85', 'ms', neighbours(1300, 4096, 85), 60),
    sinkhorn,
    loadRow,
  ];
}
