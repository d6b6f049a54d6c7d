/** The kind `ot-guidance`: DMGD's transport loss and its gradient. */
import { otGuidance } from '../../../../src/core/transport/ot-guidance';
import type { FixtureCase } from '../../case';
import type { CaseReport } from '../../report';
import { float64 } from './arrays';

/** The memory's rows [M, D], none when the case has no such file. */
function memoryRows(fixture: FixtureCase, dimension: number): Float64Array[] {
  if (!fixture.hasInput('memory')) return [];
  const rows = float64(fixture, 'memory');
  return Array.from({ length: rows.length / dimension }, (_, row) =>
    rows.slice(row * dimension, (row + 1) * dimension),
  );
}

export function checkOtGuidance(fixture: FixtureCase, report: CaseReport): void {
  const alphaBar = fixture.number('alphaBar');
  const eps = float64(fixture, 'eps');
  const x0 = float64(fixture, 'xT').map(
    (x, i) => Math.sqrt(1 / alphaBar) * x - Math.sqrt(1 / alphaBar - 1) * (eps[i] ?? Number.NaN),
  );
  const got = otGuidance({
    x0,
    alphaBar,
    prototypes: float64(fixture, 'prototypes'),
    weights: float64(fixture, 'weights'),
    memory: memoryRows(fixture, x0.length),
    sinkhornEpsilon: fixture.number('sinkhornEpsilon'),
    iterations: fixture.number('iterations'),
  });
  report.close('loss', got.loss);
  report.close('gradient', got.gradient);
  report.close('cost', got.cost);
  report.close('plan', got.plan);
}
