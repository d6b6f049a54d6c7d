import { useEffect, useState, type RefObject } from 'react';

/** True while an element has left the window: scrolled away, above or below. */
export function useOutOfSight(element: RefObject<HTMLElement | null>): boolean {
  const [away, setAway] = useState(false);
  useEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry !== undefined) setAway(!entry.isIntersecting);
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return away;
}
