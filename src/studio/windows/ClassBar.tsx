import { scoresByModel } from '../../methods/windows/windows';
import type { WindowsPlan } from '../../methods/windows/plan';
import { useCommands } from '../commandsContext';
import { countOf } from '../job-bar/duration';
import { idleWindows, useWindows } from '../state/windows';
import { useModel } from '../state/model';
import { useStaleList } from './useStaleList';

export interface ClassBarProps {
  readonly folder: string;
  readonly name: string;
  readonly plan: WindowsPlan;
}

/** A class's name, how far its scores are, and the buttons that start and stop them. */
export function ClassBar({ folder, name, plan }: ClassBarProps) {
  const commands = useCommands();
  const ready = useModel((state) => state.status === 'ready');
  const features = useModel((state) => state.pack?.features !== undefined);
  const own = useWindows((state) => state.classes.get(folder) ?? idleWindows);
  const stale = useStaleList(folder, plan);
  const { status, progress, list, skipped, error, clusterCount } = own;
  const busy = status === 'running' || status === 'paused';
  const verb = scoresByModel(plan.scoring.variant) ? 'Score' : 'Rank';
  const { windows } = commands;
  return (
    <div className="windows-bar">
      <h3 className="clip">{name}</h3>
      <output className="small muted clip windows-status">
        {busy
          ? (progress?.text ?? 'Waiting')
          : list.length === 0
            ? 'Not scored yet'
            : `${countOf(list.length, 'window')} in ${countOf(clusterCount, 'cluster')}` +
              (skipped.length > 0 ? `, ${countOf(skipped.length, 'image')} without one` : '')}
        {busy && progress !== null && ` · ${progress.done} of ${progress.total}`}
      </output>
      <progress
        className={busy ? '' : 'is-absent'}
        aria-label={`Progress of ${name}`}
        max={1}
        value={progress === null ? 0 : progress.done / Math.max(1, progress.total)}
      />
      {busy ? (
        <>
          <button
            type="button"
            className="button"
            onClick={() => (status === 'paused' ? windows.resume(folder) : windows.pause(folder))}
          >
            {status === 'paused' ? 'Go on' : 'Pause'}
          </button>
          <button type="button" className="button" onClick={() => windows.cancel(folder)}>
            Stop
          </button>
        </>
      ) : (
        <button
          type="button"
          className={`button ${stale || list.length === 0 ? 'button-primary' : ''}`}
          disabled={!ready || (list.length > 0 && !stale)}
          onClick={() => void windows.rank(folder)}
        >
          {stale ? `${verb} with these settings` : `${verb} this class`}
        </button>
      )}
      {error !== null && (
        <p className="tone-error small windows-note" role="alert">
          {error}
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
