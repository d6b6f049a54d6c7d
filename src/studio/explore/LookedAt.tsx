import { useCommands } from '../commandsContext';
import { NearestImages } from '../nearest/NearestImages';
import { Picture } from '../picture/Picture';
import type { ClassMap } from '../state/explore';
import { clusterName } from './clusterSummary';

export interface LookedAtProps {
  readonly folder: string;
  readonly map: ClassMap | null;
  readonly image: number;
  readonly isHeldOut: boolean;
}

const SIDE = 96;

/** The selected image: what is known of it, and what is like it. */
export function LookedAt({ folder, map, image, isHeldOut }: LookedAtProps) {
  const commands = useCommands();
  const name = commands.imageName(folder, image);
  const core = map?.cores.find((one) => one.imageIndex === image);
  const cluster = map?.labels[image] ?? -1;
  return (
    <section className="looked-at" aria-label="Selected image">
      <Picture folder={folder} image={image} kind="full" side={SIDE} alt={name} />
      <div>
        <p className="small">
          <strong>{name}</strong>
          {isHeldOut && <span className="muted"> held out for evaluation</span>}
          {map !== null && !isHeldOut && (
            <span className="muted">
              {' '}
              {clusterName(cluster).toLowerCase()}
              {cluster >= 0 && `, membership ${(map.probabilities[image] ?? 0).toFixed(2)}`}
              {core !== undefined && `, core of ${core.size} images`}
            </span>
          )}
        </p>
        <NearestImages folder={folder} picture={{ kind: 'real', image }} />
      </div>
    </section>
  );
}
