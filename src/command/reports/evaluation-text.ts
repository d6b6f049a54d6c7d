/** An evaluation as lines of text. */
import { countOf } from '../../core/counts';
import { formatMakingTime } from '../../core/duration';
import { fixed } from '../../core/fixed';
import type { EvaluatedSet, WorkEvent } from '../work-order';

type Report = Extract<WorkEvent, { readonly event: 'report' }>;

/** "42.3" */
export const percent = (share: number): string => fixed(100 * share, 1);

/** "+2.1", "-0.4" */
export function signed(share: number): string {
  const text = percent(share);
  return Number(text) > 0 ? `+${text}` : text;
}

function setText({
  name,
  weights,
  seconds,
  mean,
  sd,
  values,
  ior,
  interval,
  belowFull,
  ars,
  problem,
}: EvaluatedSet): string {
  if (problem !== null) return `  ${name}: ${problem}`;
  if (mean === null || sd === null) return `  ${name}: not trained on yet`;
  const counted = weights === 'share' ? ', weighted by share' : '';
  const own = `  ${name}${counted}: ${percent(mean)} % +- ${percent(sd)} over ${countOf(values.length, 'repeat')}`;
  const within =
    interval === null ? '' : ` (95 %: ${signed(interval[0])} to ${signed(interval[1])})`;
  return [
    own,
    ...(ior === null ? [] : [`${signed(ior)} points over random${within}`]),
    ...(belowFull === null ? [] : [`${signed(belowFull)} below all real images`]),
    ...(seconds === null || seconds === 0 ? [] : [`made in ${formatMakingTime(seconds)}`]),
    ...(ars === null ? [] : [`ARS ${fixed(ars, 2)}`]),
  ].join(', ');
}

/** Accuracy after the last epoch, a set a line, under what it was measured by. */
export function reportText({ protocol, network, teacher, side, heldOut, sets }: Report): string {
  const labels =
    teacher === null ? '' : `, labels of a teacher with ${percent(teacher.accuracy)} %`;
  const head = `Accuracy on ${countOf(heldOut.images, 'held-out image')} (${heldOut.split}); protocol ${protocol}, ${network} at ${side} pixels${labels}:`;
  return [head, ...sets.map(setText)].join('\n');
}
