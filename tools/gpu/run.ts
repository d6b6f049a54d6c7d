/**
 * The run step of `npm run gpu`: becomes main.mjs of the prepared folder, and needs that folder, Node, a
 * Chromium (CHROME_PATH names one) and, for torch's columns, a python3 with torch.
 *
 *     node FOLDER/main.mjs --out DIR [--seconds N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../../src/command/site-server';
import { GPU_FLAGS, SOFTWARE_FLAGS } from './chromium-flags';
import { driverVariables } from './driver-files';
import { findAdapter } from './find-adapter';
import { Lab, PAGES } from './lab';
import { tellMachine } from './machine';
import { gpuOptions, USAGE, type GpuOptions } from './options';
import type { PlannedRow } from './plan';
import { Recorder } from './recorder';
import { isWithin } from './row';
import { agreementRows } from './rows/agreement';
import { nodeRows } from './rows/node';
import { pageRows } from './rows/page';
import { speedRows } from './rows/speed';
import { recoveryRows, trainingRows } from './rows/training';
import { sentenceOf } from './sentence-of';
import { within } from './within';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
/** A software adapter is slower by two orders of magnitude, on smaller sizes. */
const SOFTWARE_PATIENCE = 15;

/** By what is worth most, so that a run that is cut off has that. */
const PARTS: Readonly<Record<string, (small: boolean) => PlannedRow[]>> = {
  agreement: agreementRows,
  training: trainingRows,
  speed: speedRows,
  page: pageRows,
  recovery: recoveryRows,
  node: nodeRows,
};

/** The part that a machine without an adapter in its browser can still do. */
const WITHOUT_BROWSER = 'node';

async function measure(
  plan: readonly PlannedRow[],
  lab: Lab,
  recorder: Recorder,
  { seconds, software }: GpuOptions,
): Promise<void> {
  for (const { name, seconds: patience, measure } of plan) {
    const left = seconds - performance.now() / 1000;
    if (left <= 0) {
      recorder.row({
        kind: 'failed',
        name,
        sentence: `not begun: the ${seconds} seconds of the run were over.`,
      });
      continue;
    }
    try {
      const limit = patience * (software ? SOFTWARE_PATIENCE : 1);
      const rows = await within(1000 * limit, measure(lab));
      for (const row of Array.isArray(rows) ? rows : [rows]) recorder.row(row);
    } catch (error) {
      recorder.row({ kind: 'failed', name, sentence: sentenceOf(error) });
      await lab.clear();
    }
  }
}

async function main(options: GpuOptions): Promise<number> {
  const { software, small, parts } = options;
  const recorder = new Recorder(options.out);
  tellMachine(recorder, FOLDER);
  // For Chromium, and for ONNX Runtime's native build in this process.
  const variables = driverVariables(process.env);
  Object.assign(process.env, variables);
  for (const [name, value] of Object.entries(variables)) recorder.fact(name, value);

  const scratch = mkdtempSync(join(tmpdir(), 'stillroom-gpu-'));
  const served = await serve({ '/': join(FOLDER, 'site') });
  try {
    const found = await findAdapter({
      candidates: software ? SOFTWARE_FLAGS : GPU_FLAGS,
      software,
      url: served.url + PAGES.runtime,
      folder: scratch,
      onAttempt: (attempt) => recorder.attempt(attempt),
    });
    const threads = availableParallelism();
    if (found === null) {
      recorder.row({
        kind: 'failed',
        name: 'the adapter',
        sentence: 'No set of flags gave an adapter that is not software; see "attempts".',
      });
    } else {
      const { browser, description, flags } = found;
      recorder.fact('Adapter', `${description}, Chromium ${browser.version()} (${flags.name})`);
    }
    const browser = found?.browser ?? null;
    const lab = new Lab({ browser, url: served.url, folder: FOLDER, small, threads });
    for (const [name, planned] of Object.entries(PARTS)) {
      if (parts.length > 0 && !parts.includes(name)) continue;
      if (browser === null && name !== WITHOUT_BROWSER) continue;
      await measure(planned(small), lab, recorder, options);
      await lab.clear();
    }
    await browser?.close();
    if (browser === null) return 1;
  } finally {
    await served.close();
    rmSync(scratch, { recursive: true, force: true });
  }
  recorder.fact('Took', `${Math.round(performance.now() / 1000)} s`);
  return recorder.rows.every((row) => row.kind !== 'agreement' || isWithin(row)) ? 0 : 1;
}

try {
  const options = gpuOptions(process.argv.slice(2));
  const unknown = options.parts.filter((name) => !(name in PARTS));
  if (unknown.length > 0) throw new Error(`No such part: ${unknown.join(', ')}.`);
  // What a row that was given up still does must not keep the process.
  process.exit(await main(options));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(`Usage: node main.mjs ${USAGE}`);
  process.exit(2);
}
