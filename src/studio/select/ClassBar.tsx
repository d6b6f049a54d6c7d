import { scoresByModel } from '../../methods/windows/windows';
import type { WindowsPlan } from '../../methods/windows/plan';
import { useEngine } from '../engineContext';
import { countOf } from '../job-bar/duration';
import { idlePatches, usePatches } from '../state/patches';
import { useModel } from '../state/model';
import { useLiveRanking } from './useLiveRanking';

export interface ClassBarProps {
  readonly folder: string;
  readonly name: string;
  readonly plan: WindowsPlan;
}

/** A class's name, how far its scores are, and the buttons that start and stop them. */
export function ClassBar({ folder, name, plan }: ClassBarProps) {
  const engine = useEngine();
  const ready = useModel((state) => state.status === 'ready');
  const features = useModel((state) => state.pack?.features !== undefined);
  const own = usePatches((state) => state.classes[folder] ?? idlePatches);
  const stale = useLiveRanking(folder, plan);
  const { status, progress, list, skipped, error, clusterCount } = own;
  const busy = status === 'running' || status === 'paused';
  const verb = scoresByModel(plan.scoring.variant) ? 'Score' : 'Rank';
  const { selection } = engine;
  return (
    <div className="select-bar">
      <h3 className="clip">{name}</h3>
      <output className="small muted clip select-status">
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
            onClick={() =>
              status === 'paused' ? selection.resume(folder) : selection.pause(folder)
            }
          >
            {status === 'paused' ? 'Go on' : 'Pause'}
          </button>
          <button type="button" className="button" onClick={() => selection.cancel(folder)}>
            Stop
          </button>
        </>
      ) : (
        <button
          type="button"
          className={`button ${stale || list.length === 0 ? 'button-primary' : ''}`}
          disabled={!ready || (list.length > 0 && !stale)}
          onClick={() => void selection.rank(folder)}
        >
          {stale ? `${verb} with these settings` : `${verb} this class`}
        </button>
      )}
      {error !== null && (
        <p className="tone-error small select-note" role="alert">
          {error}
        </p>
      )}
      {ready && !features && (
        <p className="small muted select-note">
          This model gives no features, so windows are compared by their latents: by colour and
          layout more than by content.
        </p>
      )}
      {stale && !busy && (
        <p className="small muted select-note">
          The settings for scores or windows have changed since this list was made.
        </p>
      )}
    </div>
  );
}
