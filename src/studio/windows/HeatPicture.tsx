import { useEffect, useRef, type PointerEvent } from 'react';
import { useSize } from '../charts/useSize';
import type { ScoreView } from '../state/windows';
import { useView } from '../state/view';
import { formatLoss, heatPixels } from './divergingPalette';

export interface HeatPictureProps {
  readonly view: ScoreView;
  /** Score at which the palette ends. */
  readonly limit: number;
  /** 0 to 1 */
  readonly opacity: number;
  /** Told the pixel under the pointer, by its index in the maps; null when there is none. */
  readonly onHover: (at: number | null) => void;
}

/** The scored image, the heat over it, and the windows that it leads to. */
export function HeatPicture({ view, limit, opacity, onHover }: HeatPictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const room = useSize(frame);
  const smooth = useView((state) => state.smooth);
  const { width, height, typicality, windows } = view;
  const scale = Math.max(0, Math.min(room.width / width, room.height / height));
  const size = { width: Math.floor(width * scale), height: Math.floor(height * scale) };
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.putImageData(new ImageData(heatPixels(typicality, limit), width, height), 0, 0);
  }, [typicality, limit, width, height]);
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * width);
    const y = Math.floor(((event.clientY - box.top) / box.height) * height);
    onHover(x >= 0 && x < width && y >= 0 && y < height ? y * width + x : null);
  };
  const best = windows[0];
  const label =
    best === undefined
      ? 'No window of this image is taken.'
      : `${windows.length} windows; the best scores ${formatLoss(best.score)}, with a standard error of ${formatLoss(best.standardError)}.`;
  return (
    <div className="heat-frame" ref={frame}>
      <div
        className="heat-picture"
        style={size}
        onPointerMove={point}
        onPointerLeave={() => onHover(null)}
      >
        <img
          className={smooth ? '' : 'is-exact'}
          src={view.url}
          alt={`What was scored. ${label}`}
          draggable={false}
        />
        <canvas ref={canvas} width={width} height={height} style={{ opacity }} aria-hidden="true" />
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {windows.map(({ x, y, side }) => (
            <g key={`${x} ${y}`}>
              <rect className="window-halo" x={x} y={y} width={side} height={side} />
              <rect className="window-line" x={x} y={y} width={side} height={side} />
            </g>
          ))}
        </svg>
        {windows.map(({ x, y, score, standardError }) => (
          <span
            key={`${x} ${y}`}
            className="window-label small"
            style={{ left: `${(100 * x) / width}%`, top: `${(100 * y) / height}%` }}
          >
            {formatLoss(score)} ± {formatLoss(standardError)}
          </span>
        ))}
      </div>
    </div>
  );
}
