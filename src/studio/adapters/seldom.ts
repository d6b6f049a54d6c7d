/**
 * A listener that hears at most so often; what comes in between is dropped. A thread tells of its
 * progress hundreds of times in a blink when there is little to do, and each would draw the page anew:
 * React takes more than fifty such updates in a row for an endless one.
 * @param now milliseconds of a steady clock
 */
export function seldom<T>(
  listener: (value: T) => void,
  everyMs: number,
  now: () => number = () => performance.now(),
): (value: T) => void {
  let heardAt = Number.NEGATIVE_INFINITY;
  return (value) => {
    const at = now();
    if (at - heardAt < everyMs) return;
    heardAt = at;
    listener(value);
  };
}
