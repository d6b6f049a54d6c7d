import type { ClassExploration } from '../state/explore';

export interface MapProgressProps {
  readonly progress: ClassExploration['progress'];
  readonly onStop: () => void;
}

/** How far a map is. */
export function MapProgress({ progress, onStop }: MapProgressProps) {
  return (
    <div className="map-progress">
      <output className="clip">{progress?.text ?? 'Starting'}</output>
      <progress
        aria-label="Map progress"
        max={1}
        {...(progress === null ? {} : { value: progress.share })}
      />
      <button type="button" className="button" onClick={onStop}>
        Stop
      </button>
    </div>
  );
}
