/** What a run tells, into how far it is, and into what the page shows of it. */
import { withName } from '../../core/by-name';
import type { RunEvent, RunOutcome } from '../../run/events';
import type { RunRecord } from '../../run/results/records';
import type { RunState, SyntheticImage } from '../state/run';
import type { ShownState } from '../state/shown';
import { medianOf } from './median';

/** The counts and the pace, after a change of the counts. */
function counted(
  state: RunState,
  change: Partial<Pick<RunState, 'imagesDone' | 'imagesTotal' | 'paces'>>,
): Partial<RunState> {
  const { imagesDone, imagesTotal, paces } = { ...state, ...change };
  return { imagesDone, imagesTotal, paces, secondsPerImage: medianOf(paces) };
}

/** The results with an image in its place of its class. */
export function withImage(
  results: ShownState['results'],
  image: SyntheticImage,
): ShownState['results'] {
  const others = (results.get(image.folder) ?? []).filter(({ index }) => index !== image.index);
  const all = [...others, image].sort((a, b) => a.index - b.index);
  return withName(results, image.folder, all);
}

/** Images that a run is to have. */
export function imagesOf({ recipe }: Pick<RunRecord, 'recipe'>): number {
  return recipe.classes.length * recipe.sampling.imagesPerClass;
}

/** How far the run is after an event. */
export function runAfter(state: RunState, event: RunEvent): Partial<RunState> {
  switch (event.kind) {
    case 'record': {
      // Later ones are of the same run: what its failed classes lack stays left out of the total.
      const isKnown = state.imagesTotal + state.imagesFailed > 0;
      return isKnown ? {} : counted(state, { imagesTotal: imagesOf(event.record) });
    }
    case 'activity':
      return {
        activity: event.text,
        ...(state.status === 'preparing' ? { status: 'running' as const } : {}),
      };
    case 'step': {
      const { folder, first } = event;
      const { step, steps, pictures, width: size } = event.event;
      return { live: { folder, first, step, steps, size, pictures } };
    }
    case 'image': {
      const paces = event.found ? state.paces : [...state.paces, event.image.seconds];
      const { origin } = event.image;
      const made = counted(state, { imagesDone: state.imagesDone + 1, paces });
      return { ...made, origin, live: null };
    }
    case 'class-failed': {
      const { missing } = event;
      return {
        ...counted(state, { imagesTotal: state.imagesTotal - missing }),
        imagesFailed: state.imagesFailed + missing,
      };
    }
    default:
      return event satisfies never;
  }
}

/** The run's state after its end. */
export function runEnded(outcome: RunOutcome): Partial<RunState> {
  const rest = { activity: '', live: null };
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
