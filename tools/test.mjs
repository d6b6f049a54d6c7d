/**
 * `npm test`: everything that must hold. First what reads the files alone, two at a time, the quickest to
 * tell of a mistake first; then all tests of Node and of Chromium in one queue, where those that wait for
 * a browser leave the processor to others. Each static check counts as one test, and what failed is said
 * again at the end. The last line is `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { findChromium } from './find-chromium.mjs';

const OUTPUT = 'test-output';
/** The built page of the end-to-end tests, beside the one that `npm start` may be serving just now. */
const SITE = `${OUTPUT}/site`;
const REPORT = `${OUTPUT}/vitest.json`;
rmSync(OUTPUT, { recursive: true, force: true });
mkdirSync(OUTPUT, { recursive: true });

const totals = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
/** What failed, once more at the end: a log's last lines must say which test it was. */
const failures = [];

function add(name, { passed, failed, skipped = 0 }, note) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  summary.push(
    `${name.padEnd(14)} ${passed} passed, ${failed} failed, ${skipped} skipped  (${note})`,
  );
}

const secondsSince = (started) => `${((performance.now() - started) / 1000).toFixed(1)} s`;

/**
 * A program of the installed packages.
 * @param shown whether what it says is shown as it comes; else it is returned whole
 */
function run(command, args, { env = {}, shown = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn('npx', ['--no-install', command, ...args], {
      stdio: shown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      env: { ...process.env, ...env },
    });
    const said = [];
    child.stdout?.on('data', (data) => said.push(data));
    child.stderr?.on('data', (data) => said.push(data));
    const ended = (ok) => resolve({ ok, said: Buffer.concat(said).toString() });
    child.on('error', () => ended(false));
    child.on('close', (code) => ended(code === 0));
  });
}

/** @param counts what of its words says how many tests it was; without it, one */
async function check({ name, command, args, counts }) {
  const started = performance.now();
  const { ok, said } = await run(command, args);
  console.log(`\n== ${name}\n${said.trimEnd()}`);
  const [, passed = 0, failed = 1] = counts
    ? (counts.exec(said) ?? [])
    : [said, ok ? 1 : 0, ok ? 0 : 1];
  const count = { passed: Number(passed), failed: Number(failed) };
  if (!ok) count.failed = Math.max(count.failed, 1);
  if (count.failed > 0)
    failures.push(`${name}\n${said.trimEnd().split('\n').slice(-20).join('\n')}`);
  add(name, count, secondsSince(started));
}

/** Two at a time, in their order. */
async function checkAll(checks) {
  const waiting = checks.values();
  const worker = async () => {
    for (const one of waiting) await check(one);
  };
  await Promise.all([worker(), worker()]);
}

async function vitest(projects, env) {
  const started = performance.now();
  console.log(`\n== ${projects.join(', ')}`);
  const { ok } = await run(
    'vitest',
    [
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${REPORT}`,
    ],
    { env, shown: true },
  );
  const counts = new Map(projects.map((name) => [name, { passed: 0, failed: 0, skipped: 0 }]));
  const work = new Map(projects.map((name) => [name, 0]));
  let report;
  try {
    report = JSON.parse(readFileSync(REPORT, 'utf8'));
  } catch {
    failures.push(`vitest\nIt wrote no report to ${REPORT}: what it said is above.`);
    add('vitest', { passed: 0, failed: 1 }, secondsSince(started));
    return;
  }
  for (const {
    name,
    message,
    status,
    assertionResults,
    startTime,
    endTime,
  } of report.testResults) {
    const [, project] = relative('.', name).split(sep);
    const own = counts.get(project);
    work.set(project, work.get(project) + (endTime - startTime) / 1000);
    // A file that fails to load has no failed test of its own, but it must count.
    if (status === 'failed' && assertionResults.length === 0) {
      own.failed += 1;
      failures.push(`${name}\n${message}`);
    }
    for (const { status, fullName, failureMessages } of assertionResults) {
      if (status === 'passed') own.passed += 1;
      else if (status !== 'failed') own.skipped += 1;
      else {
        own.failed += 1;
        failures.push([`${name} > ${fullName}`, ...failureMessages].join('\n'));
      }
    }
  }
  for (const [name, count] of counts) add(name, count, `${work.get(name).toFixed(0)} s of files`);
  const failed = [...counts.values()].some((count) => count.failed > 0);
  if (!ok && !failed) {
    failures.push('vitest\nIt failed outside of any test: what it said is above.');
    add('vitest', { passed: 0, failed: 1 }, secondsSince(started));
  }
  summary.push(`all of these     ${secondsSince(started)}`);
}

const chromium = findChromium();
await checkAll([
  { name: 'types', command: 'tsc', args: ['--noEmit', '-p', '.'] },
  { name: 'layers', command: 'tsx', args: ['tools/layers.ts'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'build', command: 'vite', args: ['build', '--logLevel', 'warn', '--outDir', SITE] },
  {
    name: 'conformance',
    command: 'tsx',
    args: ['tools/conformance/main.ts'],
    counts: /conformance: (\d+) passed, (\d+) failed, \d+ not built/,
  },
  {
    name: 'format',
    command: 'prettier',
    // What was checked and has not changed since is not read again.
    args: ['--check', '--cache', '--cache-strategy', 'content', '--log-level', 'warn', '.'],
  },
]);
if (chromium === null) {
  console.error('No Chromium found: install one, or name it in CHROME_PATH.');
  failures.push('chromium\nNone was found: install one, or name it in CHROME_PATH.');
  totals.failed += 1;
  summary.push('chromium       not found: browser and end-to-end tests did not run (1 failed)');
  await vitest(['unit'], {});
} else {
  await vitest(['unit', 'browser', 'e2e'], { CHROME_PATH: chromium, STILLROOM_DIST: SITE });
}

for (const failure of failures) console.log(`\nFAILED ${failure}`);
console.log(`\n${summary.join('\n')}\n`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
