import { useRef, type PointerEvent, type ReactNode } from 'react';
import { useStage } from '../../state/stage';
import { useFrameGestures } from './useFrameGestures';
import { Zoomed } from './Zoomed';

export interface DividedFrameProps {
  readonly side: number;
  /** Left of the handle. */
  readonly left: ReactNode;
  readonly right: ReactNode;
  /** What lies left and right, for the handle's name. */
  readonly names: readonly [left: string, right: string];
  /** Shows all of the left one, whatever the handle says. */
  readonly leftAlone: boolean;
}

/** Of a key, in percent of the width. */
const STEP = 5;

const within = (share: number): number => Math.min(1, Math.max(0, share));

/** Two pictures in one place with a handle between them. */
export function DividedFrame({ side, left, right, names, leftAlone }: DividedFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  useFrameGestures(frame);
  const divide = useStage((state) => state.divide);
  const shown = leftAlone ? 1 : divide;
  return (
    <div className="frame-outer" style={{ width: side, height: side }}>
      <div className="frame" ref={frame} style={{ width: side, height: side }}>
        <Zoomed side={side}>{right}</Zoomed>
        <div className="frame-left" style={{ clipPath: `inset(0 ${100 * (1 - shown)}% 0 0)` }}>
          <Zoomed side={side}>{left}</Zoomed>
        </div>
      </div>
      {!leftAlone && <DivideHandle side={side} divide={divide} names={names} />}
    </div>
  );
}

interface DivideHandleProps extends Pick<DividedFrameProps, 'side' | 'names'> {
  readonly divide: number;
}

function DivideHandle({ side, divide, names: [left, right] }: DivideHandleProps) {
  const input = useRef<HTMLInputElement>(null);
  // A drag is measured over the whole frame, not over the handle's own width: the input has the keys alone.
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons !== 1) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    input.current?.focus();
    const outer = event.currentTarget.closest('.frame-outer')?.getBoundingClientRect();
    if (outer === undefined) return;
    useStage.setState({ divide: within((event.clientX - outer.left) / outer.width) });
  };
  const percent = Math.round(100 * divide);
  return (
    <span
      className="divide-handle"
      style={{ left: divide * side }}
      onPointerDown={drag}
      onPointerMove={drag}
    >
      <input
        ref={input}
        type="range"
        aria-label={`${left} to the left, ${right} to the right`}
        aria-valuetext={`${percent} % ${left}`}
        min={0}
        max={100}
        step={STEP}
        value={percent}
        onChange={(event) => useStage.setState({ divide: event.currentTarget.valueAsNumber / 100 })}
      />
    </span>
  );
}
