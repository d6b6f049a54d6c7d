/** `schedule`: every table that a scheduler has, by its name in the fixtures. */
import { StillroomError } from '../../../../src/core/errors';
import { ddimTables } from '../../../../src/core/diffusion/solver/ddim';
import { ddpmTables } from '../../../../src/core/diffusion/solver/ddpm';
import { ddpmRespacedTables } from '../../../../src/core/diffusion/solver/ddpm-respaced';
import { dpmSolverTables } from '../../../../src/core/diffusion/solver/dpm-solver';
import { eulerTables } from '../../../../src/core/diffusion/solver/euler';
import { flowTables } from '../../../../src/core/diffusion/solver/flow-euler';
import { lcmTables } from '../../../../src/core/diffusion/solver/lcm';
import type { SolverSpec } from '../../../../src/core/diffusion/solver/spec';
import type { NoiseSchedule } from '../../../../src/core/diffusion/types';
import type { KindCheck } from '../../report';
import { noiseSchedule, solverSpec } from './solver-params';

function tablesOf(spec: SolverSpec, schedule: NoiseSchedule): object {
  switch (spec.kind) {
    case 'ddim':
      return ddimTables(spec, schedule);
    case 'ddpm':
      return ddpmTables(spec, schedule);
    case 'ddpm-respaced':
      return ddpmRespacedTables(spec, schedule);
    case 'dpmsolver++2m':
      return dpmSolverTables(spec, schedule);
    case 'euler':
      return eulerTables(spec, schedule);
    case 'lcm':
      return lcmTables(spec, schedule);
    case 'flow-match-euler':
      return flowTables(spec, schedule);
    case 'ddim-respaced':
      throw new StillroomError('Unsupported', 'ddim-respaced is no scheduler of this kind.');
    default:
      return spec satisfies never;
  }
}

export const checkSchedule: KindCheck = (fixture, report) => {
  const tables = { initNoiseSigma: 1, ...tablesOf(solverSpec(fixture), noiseSchedule(fixture)) };
  const byName = new Map<string, ArrayLike<number> | number>(Object.entries(tables));
  for (const name of fixture.expectedNames) {
    const table = byName.get(name);
    if (table === undefined) report.that(name, false, 'no such table');
    else report.close(name, table);
  }
};
