/**
 * `npm run conformance -- DIR...`: Stillroom's science against the numbers of reference
 * implementations. A line a case with its largest error, then the totals; kinds that are not built
 * are listed, never passed. Exits with 1 when a case fails or when no case was found.
 */
import { existsSync } from 'node:fs';
import { findCases } from './case';
import { kinds } from './kinds';
import { CaseReport } from './report';

const requested = process.argv.slice(2);
const roots = requested.length > 0 ? requested : ['test/reference'];
const missing = roots.filter((root) => !existsSync(root));
if (missing.length > 0) {
  console.log(
    `conformance: no fixtures at ${missing.join(', ')}. Name folders that hold <kind>/<case>/case.json.`,
  );
  process.exit(1);
}

let passed = 0;
let failed = 0;
const notBuilt = new Map<string, number>();

for (const fixture of findCases(roots)) {
  const check = kinds[fixture.kind];
  if (check === undefined) {
    notBuilt.set(fixture.kind, (notBuilt.get(fixture.kind) ?? 0) + 1);
    continue;
  }
  const report = new CaseReport(fixture);
  const started = performance.now();
  try {
    await check(fixture, report);
    if (report.findings.length === 0) report.that('compared values', false, 'none');
  } catch (error) {
    report.that('run', false, error instanceof Error ? error.message : String(error));
  }
  const bad = report.findings.filter((finding) => !finding.ok);
  const errors = report.findings.flatMap((finding) => finding.error ?? []);
  const largest = errors.length > 0 ? Math.max(...errors).toExponential(1) : '-';
  const time = `${(performance.now() - started).toFixed(0)} ms`;
  console.log(
    `${bad.length === 0 ? 'pass' : 'FAIL'}  ${fixture.kind}/${fixture.name}  max error ${largest}  (${report.findings.length} values, ${time})`,
  );
  for (const { name, error, detail } of bad) {
    console.log(`      ${name}: ${detail || `error ${error?.toExponential(3) ?? '?'}`}`);
  }
  if (bad.length === 0) passed += 1;
  else failed += 1;
}

for (const [kind, count] of notBuilt) console.log(`not built  ${kind}  (${count} cases)`);
console.log(
  `conformance: ${passed} passed, ${failed} failed, ${[...notBuilt.values()].reduce((a, b) => a + b, 0)} not built`,
);
process.exitCode = failed > 0 || passed + failed === 0 ? 1 : 0;
