/** What an evaluation costs, in words. */
import type { EvaluationCost } from '../../run/evaluation/events';
import { countOf, formatDuration } from '../job-bar/duration';

const HOUR = 3600;

/** "6 trainings, about 3 min 20 s on this machine" */
export function costText({ trainings, seconds }: EvaluationCost): string {
  if (trainings === 0) return 'Everything that is chosen is trained already.';
  return `${countOf(trainings, 'training')} to make, about ${formatDuration(seconds)} on this machine.`;
}

/** What to think of before it is started; null where there is nothing. */
export function costWarning(cost: EvaluationCost | null, isLarge: boolean): string | null {
  const long = cost !== null && cost.trainings > 0 && cost.seconds > HOUR;
  if (isLarge) {
    return 'This network is made for a graphics card: on a processor it takes hours. Quick ranks sets in minutes.';
  }
  return long
    ? 'That is long. Fewer repeats or fewer sets shorten it; Quick is the shortest.'
    : null;
}
