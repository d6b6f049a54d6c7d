/**
 * `npm test`: everything that must hold, in the order in which a mistake is cheapest to find.
 * Each static check counts as one test. The last line is `N passed, N failed, N skipped`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { findChromium } from './find-chromium.mjs';

const OUTPUT = 'test-output';
/** The built page of the end-to-end tests, beside the one that `npm start` may be serving just now. */
const SITE = `${OUTPUT}/site`;
rmSync(OUTPUT, { recursive: true, force: true });
mkdirSync(OUTPUT, { recursive: true });

const totals = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
/** What failed, once more at the end: a log's last lines must say which test it was. */
const failures = [];

function add(name, counts, started) {
  for (const key of Object.keys(totals)) totals[key] += counts[key] ?? 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  summary.push(
    `${name.padEnd(14)} ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped ?? 0} skipped  (${seconds} s)`,
  );
}

function run(command, args, options = {}) {
  return spawnSync('npx', ['--no-install', command, ...args], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
}

function check(name, command, args) {
  const started = performance.now();
  console.log(`\n== ${name}`);
  const ok = run(command, args).status === 0;
  add(name, { passed: ok ? 1 : 0, failed: ok ? 0 : 1 }, started);
}

function vitest(project, env = {}) {
  const started = performance.now();
  const file = `${OUTPUT}/${project}.json`;
  console.log(`\n== ${project}`);
  run(
    'vitest',
    [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { env: { ...process.env, ...env } },
  );
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    // A file that fails to load has no failed test of its own, but it must count.
    const broken = report.testResults.filter(
      (result) => result.status === 'failed' && result.assertionResults.length === 0,
    );
    for (const { name, message } of broken) failures.push(`${name}\n${message}`);
    for (const { name, assertionResults } of report.testResults) {
      for (const { status, fullName, failureMessages } of assertionResults) {
        if (status === 'failed')
          failures.push([`${name} > ${fullName}`, ...failureMessages].join('\n'));
      }
    }
    add(
      project,
      {
        passed: report.numPassedTests,
        failed: report.numFailedTests + broken.length,
        skipped: report.numPendingTests + report.numTodoTests,
      },
      started,
    );
  } catch {
    add(project, { passed: 0, failed: 1 }, started);
  }
}

function conformance() {
  const started = performance.now();
  console.log('\n== conformance');
  const { stdout, status } = run('tsx', ['tools/conformance/main.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  process.stdout.write(stdout);
  const counts = /conformance: (\d+) passed, (\d+) failed, (\d+) not built/.exec(stdout);
  if (counts === null) {
    add('conformance', { passed: 0, failed: 1 }, started);
    return;
  }
  const failed = Number(counts[2]);
  add(
    'conformance',
    { passed: Number(counts[1]), failed: status === 0 ? failed : Math.max(failed, 1) },
    started,
  );
}

check('types', 'tsc', ['--noEmit', '-p', '.']);
check('lint', 'oxlint', ['--type-aware', '--deny-warnings']);
check('format', 'prettier', ['--check', '--log-level', 'warn', '.']);
check('layers', 'tsx', ['tools/layers.ts']);
vitest('unit');
conformance();

const chromium = findChromium();
if (chromium === null) {
  console.error('No Chromium found: install one, or name it in CHROME_PATH.');
  totals.failed += 1;
  summary.push('chromium       not found: browser and end-to-end tests did not run (1 failed)');
} else {
  check('build', 'vite', ['build', '--logLevel', 'warn', '--outDir', SITE]);
  vitest('browser', { CHROME_PATH: chromium });
  vitest('e2e', { CHROME_PATH: chromium, STILLROOM_DIST: SITE });
}

for (const failure of failures) console.log(`\nFAILED ${failure}`);
console.log(`\n${summary.join('\n')}\n`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
