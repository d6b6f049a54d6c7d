/** One listener for several stores. */
interface Subscribable {
  subscribe(listener: () => void): () => void;
}

/** @returns what hears of every change of all of them; its result ends that */
export function subscribeAll(
  ...stores: readonly Subscribable[]
): (listener: () => void) => () => void {
  return (listener) => {
    const stops = stores.map((store) => store.subscribe(listener));
    return () => {
      for (const stop of stops) stop();
    };
  };
}
