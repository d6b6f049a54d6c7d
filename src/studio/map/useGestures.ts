/** What a pointer does on a map: move it, enlarge it, draw an outline, point at something. */
import { useEffect, useRef, type RefObject } from 'react';
import { rectangle } from './findPoints';
import type { Spot } from './viewport';

export type MapTool = 'pan' | 'lasso' | 'select';

export interface Gestures {
  readonly tool: MapTool;
  readonly onMove: (dx: number, dy: number) => void;
  readonly onZoom: (factor: number, at: Spot) => void;
  readonly onPoint: (at: Spot | null, event: PointerEvent) => void;
  readonly onClick: (at: Spot) => void;
  /** The outline so far; empty once it is done or given up. */
  readonly onOutline: (outline: readonly Spot[]) => void;
  readonly onEnclosed: (outline: readonly Spot[]) => void;
}

/** A pointer that moves less than this clicks, in pixels. */
const CLICK_REACH = 4;
/** Of a wheel's notch of 100 pixels. */
const WHEEL_STEP = 0.0022;

interface Drag {
  readonly from: Spot;
  outline: readonly Spot[];
  moved: boolean;
}

/** Hands an element's pointer and wheel up as gestures. @param latest read at each event */
export function useGestures(
  element: RefObject<HTMLElement | null>,
  latest: RefObject<Gestures>,
): void {
  const drag = useRef<Drag | null>(null);
  const pointers = useRef(new Map<number, Spot>());
  useEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    const spotOf = (event: MouseEvent): Spot => {
      const { left, top } = node.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    const listening = new AbortController();
    const { signal } = listening;
    const on = <K extends keyof HTMLElementEventMap>(
      name: K,
      heard: (event: HTMLElementEventMap[K]) => void,
    ) => node.addEventListener(name, heard, { signal, passive: false });

    on('wheel', (event) => {
      event.preventDefault();
      const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaY * 32;
      latest.current.onZoom(Math.exp(-pixels * WHEEL_STEP), spotOf(event));
    });
    on('pointerdown', (event) => {
      if (event.button !== 0) return;
      node.setPointerCapture(event.pointerId);
      pointers.current.set(event.pointerId, spotOf(event));
      const at = spotOf(event);
      if (pointers.current.size > 1) {
        drag.current = null;
        latest.current.onOutline([]);
      } else drag.current = { from: at, outline: [at], moved: false };
    });
    on('pointermove', (event) => {
      const at = spotOf(event);
      const before = pointers.current.get(event.pointerId);
      if (before === undefined) {
        latest.current.onPoint(at, event);
        return;
      }
      pinchOrMove(event.pointerId, before, at);
      pointers.current.set(event.pointerId, at);
    });
    const pinchOrMove = (pointer: number, before: Spot, at: Spot) => {
      const other = [...pointers.current].find(([id]) => id !== pointer);
      if (other !== undefined) {
        const [, still] = other;
        const far = (spot: Spot) => Math.hypot(spot.x - still.x, spot.y - still.y);
        latest.current.onZoom(far(at) / Math.max(1, far(before)), still);
        return;
      }
      const current = drag.current;
      if (current === null) return;
      const { from } = current;
      current.moved ||= Math.hypot(at.x - from.x, at.y - from.y) > CLICK_REACH;
      if (!current.moved) return;
      const { tool, onMove, onOutline } = latest.current;
      if (tool === 'pan') {
        onMove(at.x - before.x, at.y - before.y);
        return;
      }
      current.outline = tool === 'lasso' ? [...current.outline, at] : rectangle(from, at);
      onOutline(current.outline);
    };
    const end = (event: PointerEvent, done: boolean) => {
      pointers.current.delete(event.pointerId);
      const current = drag.current;
      drag.current = null;
      if (current === null) return;
      const { tool, onClick, onEnclosed, onOutline } = latest.current;
      onOutline([]);
      if (!done) return;
      if (!current.moved) onClick(current.from);
      else if (tool !== 'pan') onEnclosed(current.outline);
    };
    on('pointerup', (event) => end(event, true));
    on('pointercancel', (event) => end(event, false));
    on('pointerleave', (event) => latest.current.onPoint(null, event));
    return () => listening.abort();
  }, [element, latest]);
}
