import { useEffect, type RefObject } from 'react';
import { usePinch } from '../../picture/usePinch';
import { useStage } from '../../state/stage';
import { panBy, WHOLE, zoomAbout } from './zoomPan';

/** A notch of a mouse wheel, 100 units, zooms by a fifth. */
const WHEEL_RATE = Math.log(1.2) / 100;

/** The wheel and a pinch zoom, a drag moves, a double click shows the whole picture again; in every frame. */
export function useFrameGestures(frame: RefObject<HTMLElement | null>): void {
  usePinch(frame, (factor) => {
    useStage.setState(({ view }) => ({ view: zoomAbout(view, factor, { x: 0.5, y: 0.5 }) }));
  });
  useEffect(() => {
    const node = frame.current;
    if (node === null) return undefined;
    let from: { x: number; y: number } | null = null;
    const placeOf = ({ clientX, clientY }: MouseEvent) => {
      const { left, top, width, height } = node.getBoundingClientRect();
      return { x: (clientX - left) / width, y: (clientY - top) / height };
    };
    const wheel = (event: WheelEvent) => {
      // The pinch of a touchpad comes with Ctrl, and is heard already.
      if (event.ctrlKey) return;
      event.preventDefault();
      const factor = Math.exp(-event.deltaY * WHEEL_RATE);
      useStage.setState(({ view }) => ({ view: zoomAbout(view, factor, placeOf(event)) }));
    };
    const down = (event: PointerEvent) => {
      if (event.button !== 0 || !event.isPrimary) return;
      from = placeOf(event);
      node.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent) => {
      if (from === null || !event.isPrimary) return;
      const to = placeOf(event);
      const by = { x: to.x - from.x, y: to.y - from.y };
      from = to;
      useStage.setState(({ view }) => ({ view: panBy(view, by) }));
    };
    const up = () => {
      from = null;
    };
    const whole = () => useStage.setState({ view: WHOLE });
    node.addEventListener('wheel', wheel, { passive: false });
    node.addEventListener('pointerdown', down);
    node.addEventListener('pointermove', move);
    node.addEventListener('pointerup', up);
    node.addEventListener('pointercancel', up);
    node.addEventListener('dblclick', whole);
    return () => {
      node.removeEventListener('wheel', wheel);
      node.removeEventListener('pointerdown', down);
      node.removeEventListener('pointermove', move);
      node.removeEventListener('pointerup', up);
      node.removeEventListener('pointercancel', up);
      node.removeEventListener('dblclick', whole);
    };
  }, [frame]);
}
