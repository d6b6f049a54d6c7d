/**
 * Renders the broad version of the sample classes as raw pixels, for training.
 *
 *   npx tsx tools/sample/render-broad.ts --count 2000 --size 64 --out DIR [--seed 7] [--samples 3]
 *
 * Writes DIR/<slug>.rgb (count x size x size x 3 bytes) for each class and DIR/index.json. Everything
 * is written beside DIR first and renamed at the end: DIR is complete or is not there.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { renderBroad } from './render/broad';
import { SAMPLE_CLASSES } from './render/classes/catalogue';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    size: { type: 'string', default: '64' },
    out: { type: 'string' },
    seed: { type: 'string', default: '7' },
    samples: { type: 'string', default: '3' },
  },
});
if (!values.out)
  throw new Error('Say where to write: --out DIR (a folder that does not exist yet).');
const out = resolve(values.out);
if (existsSync(out))
  throw new Error(`${out} is there already: choose another folder or remove it.`);
const count = Number(values.count);
const size = Number(values.size);
const seed = Number(values.seed);
const samples = Number(values.samples);

const part = `${out}.part-${process.pid}`;
mkdirSync(part, { recursive: true });
const classes = SAMPLE_CLASSES.map((one) => {
  const started = performance.now();
  const file = openSync(`${part}/${one.slug}.rgb`, 'w');
  const modeOf: number[] = [];
  for (let index = 0; index < count; index++) {
    const { pixels, mode } = renderBroad(seed, one.slug, index, size, samples);
    writeSync(file, pixels);
    modeOf.push(mode);
  }
  closeSync(file);
  const each = (performance.now() - started) / count;
  console.log(`${one.slug}: ${count} images, ${each.toFixed(1)} ms each`);
  const modes = one.modes.map((mode) => mode.slug);
  return { slug: one.slug, name: one.name, count, modes, modeOf };
});
writeFileSync(`${part}/index.json`, JSON.stringify({ size, seed, samples, classes }));
renameSync(part, out);
console.log(out);
