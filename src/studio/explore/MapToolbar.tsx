import type { ReactNode } from 'react';
import type { MapTool } from '../map/useGestures';

export interface MapToolbarProps {
  readonly tool: MapTool;
  readonly onTool: (tool: MapTool) => void;
  readonly children?: ReactNode;
}

const TOOLS: readonly { tool: MapTool; name: string; path: string }[] = [
  {
    tool: 'pan',
    name: 'Pan',
    path: 'M8 1v14M1 8h14M8 1 6 3m2-2 2 2M8 15l-2-2m2 2 2-2M1 8l2-2M1 8l2 2M15 8l-2-2m2 2-2 2',
  },
  {
    tool: 'lasso',
    name: 'Lasso',
    path: 'M4 11C1 9 1 3 8 2.5s8 6 2.5 8C8 11.5 5 10 4.5 11.5S6 14 4 15',
  },
  {
    tool: 'select',
    name: 'Rectangle',
    path: 'M2 5V3h2m3 0h2m3 0h2v2m0 3v1m0 2v2h-2m-3 0H7m-3 0H2v-2m0-2V8',
  },
];

/** What dragging on the map does, as visible buttons. */
export function MapToolbar({ tool, onTool, children }: MapToolbarProps) {
  return (
    <div className="map-toolbar" role="toolbar" aria-label="Map tools">
      <div className="segments">
        {TOOLS.map((one) => (
          <button
            key={one.tool}
            type="button"
            aria-pressed={tool === one.tool}
            onClick={() => onTool(one.tool)}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d={one.path} />
            </svg>
            {one.name}
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}
