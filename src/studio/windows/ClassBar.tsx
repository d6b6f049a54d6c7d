import { scoresByModel } from '../../methods/windows/windows';
import type { WindowsPlan } from '../../methods/windows/plan';
import { useCommands } from '../commandsContext';
import { countOf } from '../job-bar/duration';
import { idleWindows, useWindows, type ClassWindows } from '../state/windows';
import { useModel } from '../state/model';
import { useStaleList } from './useStaleList';

/** How far a class is, or what came of it. */
function statusLine({ status, progress, list, partial, skipped, clusterCount }: ClassWindows) {
  switch (status) {
    case 'waiting':
      return 'Waits for the classes before it';
    case 'running':
    case 'paused':
      return progress === null
        ? 'Begins'
        : `${progress.text} · ${progress.done} of ${countOf(progress.total, 'image')}`;
    case 'idle':
    case 'ready':
    case 'failed': {
      if (list.length === 0) return 'Not scored yet';
      const groups = partial === null ? ` in ${countOf(clusterCount, 'cluster')}` : '';
      const without = skipped.length > 0 ? `, ${countOf(skipped.length, 'image')} without one` : '';
      return `${countOf(list.length, 'window')}${groups}${without}`;
    }
    default:
      return status satisfies never;
  }
}

export interface ClassBarProps {
  readonly folder: string;
  readonly name: string;
  readonly plan: WindowsPlan;
}

/** A class's name, how far its scores are, and the button that starts or stops them; the job bar holds them. */
export function ClassBar({ folder, name, plan }: ClassBarProps) {
  const commands = useCommands();
  const ready = useModel((state) => state.status === 'ready');
  const features = useModel((state) => state.pack?.features !== undefined);
  const own = useWindows((state) => state.classes.get(folder) ?? idleWindows);
  const stale = useStaleList(folder, plan);
  const { status, progress, list, partial, error } = own;
  const busy = status === 'waiting' || status === 'running' || status === 'paused';
  const done = list.length > 0 && partial === null && !stale;
  const verb = scoresByModel(plan.scoring.variant) ? 'Score' : 'Rank';
  const { windows } = commands;
  return (
    <div className="windows-bar">
      <h3 className="clip">{name}</h3>
      <output
        className="small muted clip windows-status"
        aria-live={progress !== null && busy ? 'off' : 'polite'}
      >
        {statusLine(own)}
      </output>
      <progress
        className={busy ? '' : 'is-absent'}
        aria-label={`Progress of ${name}`}
        max={1}
        value={progress === null ? 0 : progress.done / Math.max(1, progress.total)}
      />
      {busy ? (
        <button type="button" className="button" onClick={() => windows.cancel(folder)}>
          Stop
        </button>
      ) : (
        <button
          type="button"
          className="button"
          disabled={!ready || done}
          onClick={() => void windows.rank(folder)}
        >
          {stale
            ? `${verb} with these settings`
            : partial === null
              ? `${verb} this class`
              : `Score the other ${partial.images - partial.scored}`}
        </button>
      )}
      {error !== null && (
        <p className="tone-error small windows-note" role="alert">
          {error}
        </p>
      )}
      {partial !== null && !busy && (
        <p className="small windows-note">
          Stopped: {partial.scored} of {partial.images} images are scored. This list is of these, by
          score alone; groups of windows that look alike are found once all are scored.
        </p>
      )}
      {ready && !features && (
        <p className="small muted windows-note">
          This model gives no features, so windows are compared by their latents: by colour and
          layout more than by content.
        </p>
      )}
      {stale && !busy && (
        <p className="small muted windows-note">
          The settings for scores or windows have changed since this list was made.
        </p>
      )}
    </div>
  );
}
