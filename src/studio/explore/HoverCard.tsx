import { useCommands } from '../commandsContext';
import { Picture } from '../picture/Picture';
import type { ClassMap } from '../state/explore';
import { clusterName } from './clusterSummary';

export interface Hover {
  readonly image: number;
  /** Pointer position in the window. */
  readonly x: number;
  readonly y: number;
}

export interface HoverCardProps {
  readonly folder: string;
  readonly map: ClassMap;
  readonly hover: Hover;
}

const WIDTH = 144;
const HEIGHT = 192;
const GAP = 16;

/** The image under the pointer, beside the pointer and never outside the window. */
export function HoverCard({ folder, map, hover }: HoverCardProps) {
  const commands = useCommands();
  const cluster = map.labels[hover.image] ?? -1;
  const membership = map.probabilities[hover.image] ?? 0;
  const core = map.cores.some((one) => one.imageIndex === hover.image);
  const left = hover.x + GAP + WIDTH > window.innerWidth ? hover.x - GAP - WIDTH : hover.x + GAP;
  const top = Math.min(hover.y + GAP, window.innerHeight - HEIGHT);
  return (
    <div className="hover-card small" style={{ left, top, width: WIDTH }} aria-hidden="true">
      <Picture folder={folder} image={hover.image} kind="thumbnail" side={128} alt="" />
      <p className="clip">{commands.imageName(folder, hover.image)}</p>
      <p className="muted">
        {clusterName(cluster)}
        {cluster >= 0 && ` · ${membership.toFixed(2)}`}
        {core && ' · core'}
      </p>
    </div>
  );
}
