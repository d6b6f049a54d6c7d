/** What a run tells, into what the page shows of it. */
import { withName } from '../../core/by-name';
import type { RunEvent, RunOutcome } from '../../run/events';
import type { RunRecord } from '../../run/results/records';
import type { RunState, SyntheticImage } from '../state/run';
import { medianOf } from './median';

/** What is left to do and how long it takes, after a change of the counts. */
function counted(
  state: RunState,
  change: Partial<Pick<RunState, 'imagesDone' | 'imagesTotal' | 'paces'>>,
): Partial<RunState> {
  const { imagesDone, imagesTotal, paces } = { ...state, ...change };
  const secondsPerImage = medianOf(paces);
  const secondsLeft =
    secondsPerImage === null ? null : secondsPerImage * (imagesTotal - imagesDone);
  return { imagesDone, imagesTotal, paces, secondsPerImage, secondsLeft };
}

/** The results with an image in its place of its class. */
export function withImage(
  results: RunState['results'],
  image: SyntheticImage,
): RunState['results'] {
  const others = (results.get(image.folder) ?? []).filter(({ index }) => index !== image.index);
  const all = [...others, image].sort((a, b) => a.index - b.index);
  return withName(results, image.folder, all);
}

/** Images that a run is to have. */
export function imagesOf({ recipe }: RunRecord): number {
  return recipe.classes.length * recipe.sampling.imagesPerClass;
}

/**
 * The run's state after an event.
 * @param shown the event's image as the page shows it; null for other events
 */
export function runAfter(
  state: RunState,
  event: RunEvent,
  shown: SyntheticImage | null,
): Partial<RunState> {
  switch (event.kind) {
    case 'record': {
      // Later ones are of the same run: what its failed classes lack stays left out of the total.
      return state.imagesTotal > 0 ? {} : counted(state, { imagesTotal: imagesOf(event.record) });
    }
    case 'activity':
      return {
        activity: event.text,
        ...(state.status === 'preparing' ? { status: 'running' as const } : {}),
      };
    case 'step': {
      const { folder, index } = event;
      const { step, steps, pixels, width: size } = event.event;
      return pixels === null ? {} : { live: { folder, index, step, steps, size, pixels } };
    }
    case 'image': {
      if (shown === null) return {};
      const paces = event.found ? state.paces : [...state.paces, shown.seconds];
      return {
        ...counted(state, { imagesDone: state.imagesDone + 1, paces }),
        results: withImage(state.results, shown),
      };
    }
    case 'class-failed': {
      const { folder, message, missing } = event;
      return {
        ...counted(state, { imagesTotal: state.imagesTotal - missing }),
        imagesFailed: state.imagesFailed + missing,
        classErrors: withName(state.classErrors, folder, message),
      };
    }
    default:
      return event satisfies never;
  }
}

/** The run's state after its end. */
export function runEnded(outcome: RunOutcome): Partial<RunState> {
  const rest = { activity: '', live: null, secondsLeft: null };
  switch (outcome.kind) {
    case 'done':
      return { ...rest, status: 'done', resumable: false };
    case 'stopped':
      return { ...rest, status: 'idle', error: null, resumable: outcome.made > 0 };
    case 'failed':
      return { ...rest, status: 'failed', error: outcome.message, resumable: outcome.made > 0 };
    default:
      return outcome satisfies never;
  }
}
