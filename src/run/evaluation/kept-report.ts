/** What of an evaluation is kept: its report without a training, as a reload or a comparison shows it. */
import { isAbort, toErrorRecord } from '../../core/errors';
import { keptOf } from './kept-of';
import { Findings } from './make-report';
import type { EvaluationOrder } from './order';
import { planEvaluation, type EvaluationParts } from './plan';
import type { EvaluationReport } from './report';
import { hasLabels, keptLabels } from './soft-labels';
import { planTeacher } from './teacher';

/**
 * @returns the report with the trainings that are finished; null where there is none
 * @throws StillroomError as `planEvaluation`; Aborted
 */
export async function keptReport(
  parts: EvaluationParts,
  order: EvaluationOrder,
  signal: AbortSignal,
): Promise<EvaluationReport | null> {
  const plan = await planEvaluation(parts, order, signal);
  const teacher = await planTeacher(parts, plan, signal);
  const findings = new Findings(plan, parts.trainer.backend);
  const taught = await teacher?.kept.teacher();
  if (taught !== undefined) {
    const { accuracy, seconds } = taught;
    findings.setTeacher({ accuracy, seconds });
  }
  let found = 0;
  for (const training of plan.trainings) {
    const { planned, repeat } = training;
    if (findings.hasProblem(planned)) continue;
    try {
      if (teacher !== null && hasLabels(planned) && !findings.hasLabels(planned)) {
        const logits = await keptLabels(parts, plan, planned, teacher, signal);
        if (logits !== undefined) findings.setLabels(planned, logits);
      }
      const { kept } = await keptOf(parts, plan, training, teacher, signal);
      const outcome = await kept.outcome();
      if (outcome === undefined) continue;
      findings.add(training, { ...outcome, repeat });
      found += 1;
    } catch (error) {
      if (isAbort(error)) throw error;
      findings.addProblem(planned, toErrorRecord(error).message);
    }
  }
  return found === 0 ? null : findings.report();
}
