import { useEffect, useRef, type RefObject } from 'react';

/** A notch of a mouse wheel, 100 units, makes things a fifth larger or smaller. */
const WHEEL_RATE = Math.log(1.2) / 100;

function distanceOf(touches: TouchList): number {
  const [a, b] = [touches[0], touches[1]];
  return a === undefined || b === undefined
    ? 0
    : Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
}

/**
 * Hears Ctrl and the wheel, which a touchpad's pinch comes as, and two fingers on a screen.
 * @param onScale told by what factor things are to grow
 */
export function usePinch(
  element: RefObject<HTMLElement | null>,
  onScale: (factor: number) => void,
): void {
  const told = useRef(onScale);
  useEffect(() => {
    told.current = onScale;
  });
  useEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    let apart = 0;
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      // Else the browser would zoom the whole page.
      event.preventDefault();
      told.current(Math.exp(-event.deltaY * WHEEL_RATE));
    };
    const start = ({ touches }: TouchEvent) => {
      apart = touches.length === 2 ? distanceOf(touches) : 0;
    };
    const move = (event: TouchEvent) => {
      if (event.touches.length !== 2 || apart === 0) return;
      event.preventDefault();
      const now = distanceOf(event.touches);
      told.current(now / apart);
      apart = now;
    };
    node.addEventListener('wheel', wheel, { passive: false });
    node.addEventListener('touchstart', start, { passive: true });
    node.addEventListener('touchmove', move, { passive: false });
    return () => {
      node.removeEventListener('wheel', wheel);
      node.removeEventListener('touchstart', start);
      node.removeEventListener('touchmove', move);
    };
  }, [element]);
}
