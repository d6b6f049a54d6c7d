/**
 * `npm run gpu [-- PART... --out DIR]`: WebGPU on this machine's GPU, in numbers. It prepares a folder and
 * runs it; `-- --prepare-only` leaves the second to another machine (`node FOLDER/main.mjs --out DIR`).
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { findChromium } from '../find-chromium.mjs';
import { gpuOptions } from './options';
import { prepare } from './prepare';

const FOLDER = resolve('.cache/gpu');
const ONLY = '--prepare-only';

const words = process.argv.slice(2);
const rest = words.filter((word) => word !== ONLY);
try {
  // Said now, and not after a minute of building.
  gpuOptions(rest);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
await prepare(FOLDER);
if (!words.includes(ONLY)) {
  const chromium = findChromium();
  const { status } = spawnSync(process.execPath, [join(FOLDER, 'main.mjs'), ...rest], {
    stdio: 'inherit',
    env: { ...process.env, ...(chromium !== null && { CHROME_PATH: chromium }) },
  });
  process.exitCode = status ?? 1;
}
