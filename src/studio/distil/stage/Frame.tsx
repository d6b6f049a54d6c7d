import { useRef, type ReactNode } from 'react';
import { useFrameGestures } from './useFrameGestures';
import { Zoomed } from './Zoomed';

export interface FrameProps {
  readonly side: number;
  readonly children: ReactNode;
}

/** A picture that zooms and moves with all others of the large view. */
export function Frame({ side, children }: FrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  useFrameGestures(frame);
  return (
    <div className="frame" ref={frame} style={{ width: side, height: side }}>
      <Zoomed side={side}>{children}</Zoomed>
    </div>
  );
}
