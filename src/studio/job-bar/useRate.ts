import { useEffect, useRef, useState } from 'react';

/** A rate that is younger than this says nothing yet, in milliseconds. */
const LEAST_MS = 1500;

/**
 * How much is done in a second, over all the time that one amount is worked through; null at first.
 * @param key another one begins anew; null while nothing is done
 */
export function useRate(key: string | null, done: number): number | null {
  const start = useRef<{ key: string; at: number; done: number } | null>(null);
  const [rate, setRate] = useState<number | null>(null);
  useEffect(() => {
    const now = performance.now();
    if (key === null || start.current?.key !== key || done < start.current.done) {
      start.current = key === null ? null : { key, at: now, done };
      setRate(null);
      return;
    }
    const passed = now - start.current.at;
    if (passed >= LEAST_MS) setRate((1000 * (done - start.current.done)) / passed);
  }, [key, done]);
  return rate;
}
