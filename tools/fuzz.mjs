/**
 * `npm run fuzz -- TIMES`: the fuzz tests of archive, manifest and image header readers for longer, over other
 * cases each time. 50 times by default: some minutes.
 */
import { spawnSync } from 'node:child_process';

const times = process.argv[2] ?? '50';
if (!/^[1-9]\d{0,5}$/.test(times)) {
  console.error(
    `Received "${times}"; say how many times as long as in npm test, from 1 to 999999.`,
  );
  process.exit(2);
}
const files = ['test/unit/data/fuzz.test.ts', 'test/unit/formats/fuzz.test.ts'];
const { status } = spawnSync(
  'npx',
  ['--no-install', 'vitest', 'run', '--project', 'unit', ...files],
  {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, STILLROOM_FUZZ: times },
  },
);
process.exitCode = status ?? 1;
