import type { ReactNode } from 'react';
import { useStage } from '../../state/stage';

/** What lies in a frame, zoomed and moved as all frames are. */
export function Zoomed({
  side,
  children,
}: {
  readonly side: number;
  readonly children: ReactNode;
}) {
  const { scale, x, y } = useStage((state) => state.view);
  return (
    <div
      className="zoomed"
      style={{ transform: `translate(${x * side}px, ${y * side}px) scale(${scale})` }}
    >
      {children}
    </div>
  );
}
