import type { CSSProperties } from 'react';
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

/** Beside the pointer, and never outside the window. */
export function beside({ x, y }: Pick<Hover, 'x' | 'y'>): CSSProperties {
  const left = x + GAP + WIDTH > window.innerWidth ? x - GAP - WIDTH : x + GAP;
  return { left, top: Math.min(y + GAP, window.innerHeight - HEIGHT), width: WIDTH };
}

/** The image under the pointer, beside the pointer and never outside the window. */
export function HoverCard({ folder, map, hover }: HoverCardProps) {
  const commands = useCommands();
  const cluster = map.labels[hover.image] ?? -1;
  const membership = map.probabilities[hover.image] ?? 0;
  const core = map.cores.some((one) => one.imageIndex === hover.image);
  return (
    <div className="hover-card small" style={beside(hover)} aria-hidden="true">
      <Picture folder={folder} image={hover.image} kind="thumbnail" side={128} alt="" />
      <p className="clip">{commands.imageName(folder, hover.image)}</p>
      {map.isSketch !== true && (
        <p className="muted">
          {clusterName(cluster)}
          {cluster >= 0 && ` · ${membership.toFixed(2)}`}
          {core && ' · core'}
        </p>
      )}
    </div>
  );
}
