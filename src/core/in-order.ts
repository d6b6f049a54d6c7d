/** Work that is begun ahead and handed on in its order. */

/**
 * @param ahead pieces in the making at once, from 1: what is held in memory
 * @throws what a piece throws, when its turn comes; the pieces behind it are let go
 */
export async function* inOrder<Item, Made>(
  items: readonly Item[],
  ahead: number,
  make: (item: Item) => Promise<Made>,
): AsyncGenerator<Made> {
  const begun: Promise<Made>[] = [];
  let next = 0;
  while (next < items.length || begun.length > 0) {
    for (; next < items.length && begun.length < ahead; next++) {
      const making = make(items[next] as Item);
      // Awaited in its turn, or never when the consumer stops early.
      making.catch(() => undefined);
      begun.push(making);
    }
    const first = begun.shift();
    if (first !== undefined) yield await first;
  }
}
