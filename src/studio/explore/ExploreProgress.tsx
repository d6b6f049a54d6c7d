import { useCommands } from '../commandsContext';
import { useModel } from '../state/model';
import type { ClassExploration } from '../state/explore';
import { MapProgress } from './MapProgress';

export interface ExploreProgressProps {
  readonly folder: string;
  readonly exploration: ClassExploration;
}

/** Over the map: what is being computed, what went wrong, or what this will be. */
export function ExploreProgress({ folder, exploration }: ExploreProgressProps) {
  const commands = useCommands();
  const modelReady = useModel((state) => state.status === 'ready');
  const { status, progress, map, error } = exploration;
  if (status === 'ready') return null;
  return (
    <div className={`map-cover ${map === null ? 'is-alone' : ''}`}>
      {map === null && status !== 'failed' && (
        <p className="map-lesson">
          Each point of the map will be an image; images that look alike to the model lie close
          together. Dense groups become clusters, each with a core that stands for it. Grey points
          are noise: images like few others.
        </p>
      )}
      {status === 'running' && (
        <MapProgress progress={progress} onStop={() => commands.cancelExplore(folder)} />
      )}
      {status === 'failed' && (
        <p className="tone-error" role="alert">
          {error}
        </p>
      )}
      {(status === 'idle' || status === 'failed') &&
        (modelReady ? (
          <button type="button" className="button" onClick={() => commands.explore(folder)}>
            Map this class
          </button>
        ) : (
          <p className="muted">The map appears when the model is loaded.</p>
        ))}
    </div>
  );
}
