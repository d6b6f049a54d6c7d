/** What a run tells, into how far it is, and into what the page shows of it. */
import { withName } from '../../core/by-name';
import type { RunEvent, RunOutcome } from '../../run/events';
import type { RunRecord } from '../../run/results/records';
import type { RunState, RunTime, SyntheticImage } from '../state/run';
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

/** Where a run's clock stands, and how many images it makes of each class. */
export type RunClock = Pick<RunTime, 'worked' | 'imagesPerClass'>;

/** The run's time after an image, or a class's end. An image that was found took none that the others will take. */
function timed({ time }: RunState, clock: RunClock, folder: string, found: boolean): RunTime {
  const { reached, prepared } = time;
  return {
    ...clock,
    reached: withFolder(reached, folder),
    prepared: found ? prepared : withFolder(prepared, folder),
  };
}

function withFolder(folders: ReadonlySet<string>, folder: string): ReadonlySet<string> {
  return folders.has(folder) ? folders : new Set([...folders, folder]);
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
export function runAfter(state: RunState, event: RunEvent, clock: RunClock): Partial<RunState> {
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
      const time = timed(state, clock, event.place.folder, event.found);
      return { ...made, time, origin, live: null };
    }
    case 'class-failed': {
      const { folder, missing } = event;
      return {
        ...counted(state, { imagesTotal: state.imagesTotal - missing }),
        imagesFailed: state.imagesFailed + missing,
        time: timed(state, clock, folder, false),
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
