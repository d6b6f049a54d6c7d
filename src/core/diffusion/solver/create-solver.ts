/** From a solver's description to the solver: the one place that knows all of them. */
import { checkPrediction } from '../prediction';
import type { NoiseSchedule, Prediction } from '../types';
import { ddimRespacedTables, ddimSolver, ddimTables } from './ddim';
import { ddpmSolver, ddpmTables } from './ddpm';
import { ddpmRespacedSolver, ddpmRespacedTables } from './ddpm-respaced';
import { dpmSolver, dpmSolverTables } from './dpm-solver';
import { eulerSolver, eulerTables } from './euler';
import { flowSolver, flowTables } from './flow-euler';
import { lcmSolver, lcmTables } from './lcm';
import type { Solver } from './solver';
import type { SolverSpec } from './spec';

/** Solvers that are kept: their tables cost as much as several steps of a small network. */
const KEPT = 8;
const kept = new Map<string, Solver>();

/**
 * The solver of a description. Solvers hold tables and no state, so runs share them.
 * @param prediction what the network predicts; decides how its output is read
 * @throws StillroomError BadParameter (steps, spacing, betas), Unsupported (prediction and solver)
 */
export function createSolver(
  spec: SolverSpec,
  schedule: NoiseSchedule,
  prediction: Prediction,
): Solver {
  const key = JSON.stringify([spec, schedule, prediction]);
  const found = kept.get(key);
  if (found) return found;
  const solver = newSolver(spec, schedule, prediction);
  const [oldest] = kept.keys();
  if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(key, solver);
  return solver;
}

function newSolver(spec: SolverSpec, schedule: NoiseSchedule, prediction: Prediction): Solver {
  checkPrediction(prediction, spec.kind);
  switch (spec.kind) {
    case 'ddim':
      return ddimSolver(ddimTables(spec, schedule), spec.eta, prediction);
    case 'ddim-respaced':
      return ddimSolver(ddimRespacedTables(spec, schedule), spec.eta, prediction);
    case 'ddpm':
      return ddpmSolver(ddpmTables(spec, schedule), prediction);
    case 'ddpm-respaced':
      return ddpmRespacedSolver(ddpmRespacedTables(spec, schedule), prediction);
    case 'dpmsolver++2m':
      return dpmSolver(dpmSolverTables(spec, schedule), prediction);
    case 'euler':
      return eulerSolver(eulerTables(spec, schedule), prediction);
    case 'lcm':
      return lcmSolver(lcmTables(spec, schedule), prediction);
    case 'flow-match-euler':
      return flowSolver(flowTables(spec, schedule));
    default:
      return spec satisfies never;
  }
}
