import type { ClassExploration } from '../state/explore';

export interface MapProgressProps {
  readonly progress: ClassExploration['progress'];
  readonly onStop: () => void;
}

/** How far a map is. */
export function MapProgress({ progress, onStop }: MapProgressProps) {
  return (
    <div className="map-progress">
      <span className="clip">{progress?.text ?? 'Starting'}</span>
      <progress
        aria-label="Map progress"
        aria-valuetext={progress?.text ?? 'Starting'}
        max={1}
        {...(progress === null ? {} : { value: progress.share })}
      />
      <button type="button" className="button" onClick={onStop}>
        Stop
      </button>
    </div>
  );
}
