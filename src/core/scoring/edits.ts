/**
 * What a person changed about a ranked list, and the list that results.
 *
 * Edits name windows by what they are, not by their rank, so they hold when the list is ranked anew
 * by other settings; names that are no longer there are passed over. An exclusion is stronger than a
 * pin: what is excluded, or comes from an excluded image, is in no list. Pinned windows lead, in the
 * order of their pins; then come those whose order was set by hand; then the rest as it was ranked.
 */
export interface ListEdits {
  /** Windows that lead the list. */
  readonly pinned: readonly string[];
  /** Windows in an order set by hand, behind the pinned ones. */
  readonly order: readonly string[];
  readonly excluded: readonly string[];
  /** Images none of whose windows is taken. */
  readonly excludedImages: readonly string[];
}

export const NO_EDITS: ListEdits = { pinned: [], order: [], excluded: [], excludedImages: [] };

/** What an edit needs to know of a window. */
export interface ListedWindow {
  readonly id: string;
  /** The image that it is of. */
  readonly image: string;
}

/** True when nothing is changed. */
export function isUnedited({ pinned, order, excluded, excludedImages }: ListEdits): boolean {
  return [pinned, order, excluded, excludedImages].every((names) => names.length === 0);
}

/** The list after the edits; windows keep their identity. */
export function applyEdits<W extends ListedWindow>(
  ranked: readonly W[],
  { pinned, order, excluded, excludedImages }: ListEdits,
): W[] {
  const without = new Set(excluded);
  const withoutImages = new Set(excludedImages);
  const open = new Map<string, W>();
  for (const window of ranked) {
    if (without.has(window.id) || withoutImages.has(window.image)) continue;
    if (!open.has(window.id)) open.set(window.id, window);
  }
  const first: W[] = [];
  for (const id of [...pinned, ...order]) {
    const window = open.get(id);
    if (window === undefined) continue;
    open.delete(id);
    first.push(window);
  }
  return [...first, ...open.values()];
}

const withName = (names: readonly string[], name: string): readonly string[] =>
  names.includes(name) ? names : [...names, name];
const withoutNames = (names: readonly string[], gone: ReadonlySet<string>): readonly string[] =>
  names.filter((name) => !gone.has(name));

/** Leaves windows out of the list. */
export function exclude(edits: ListEdits, ids: readonly string[]): ListEdits {
  const gone = new Set(ids);
  return {
    ...edits,
    pinned: withoutNames(edits.pinned, gone),
    order: withoutNames(edits.order, gone),
    excluded: ids.reduce(withName, edits.excluded),
  };
}

/** Takes windows back in that were left out. */
export function include(edits: ListEdits, ids: readonly string[]): ListEdits {
  return { ...edits, excluded: withoutNames(edits.excluded, new Set(ids)) };
}

/** Leaves every window of an image out. */
export function excludeImage(edits: ListEdits, image: string): ListEdits {
  return { ...edits, excludedImages: withName(edits.excludedImages, image) };
}

/** Puts a window among those that lead the list, or takes it from there. */
export function togglePin(edits: ListEdits, id: string): ListEdits {
  if (edits.pinned.includes(id)) {
    return { ...edits, pinned: withoutNames(edits.pinned, new Set([id])) };
  }
  return {
    ...edits,
    pinned: [...edits.pinned, id],
    order: withoutNames(edits.order, new Set([id])),
  };
}

/**
 * Moves a window of the edited list to another place of it. Pinned windows move among the pinned
 * ones, the others behind them.
 * @param list the list as it stands, after `applyEdits` with these edits
 * @param to place in the list, from 0
 */
export function moveWindow(
  list: readonly ListedWindow[],
  edits: ListEdits,
  id: string,
  to: number,
): ListEdits {
  const ids = list.map((window) => window.id);
  const from = ids.indexOf(id);
  if (from < 0) return edits;
  const pins = new Set(edits.pinned);
  const leading = ids.filter((one) => pins.has(one)).length;
  const own = pins.has(id);
  const least = own ? 0 : leading;
  const most = own ? leading - 1 : ids.length - 1;
  const place = Math.max(least, Math.min(most, to));
  ids.splice(from, 1);
  ids.splice(place, 0, id);
  if (own) return { ...edits, pinned: ids.slice(0, leading) };
  const byHand = new Set(edits.order);
  const last = ids.findLastIndex((one, at) => byHand.has(one) || at <= Math.max(from, place));
  return { ...edits, order: ids.slice(leading, last + 1) };
}

/** Puts windows right behind another one, in their order: "more like this". */
export function placeBehind(
  list: readonly ListedWindow[],
  edits: ListEdits,
  id: string,
  followers: readonly string[],
): ListEdits {
  const pins = new Set(edits.pinned);
  const moved = new Set(followers.filter((one) => one !== id && !pins.has(one)));
  const rest = list.map((window) => window.id).filter((one) => !moved.has(one) && !pins.has(one));
  // Behind a pinned window the first free place is the one behind all pins.
  const behind = rest.indexOf(id) + 1;
  const there = list.filter((window) => moved.has(window.id)).length;
  if (there === 0) return edits;
  const inOrder = followers.filter((one) => moved.has(one));
  const whole = [...rest.slice(0, behind), ...inOrder, ...rest.slice(behind)];
  const byHand = new Set(edits.order);
  const last = whole.findLastIndex((one) => byHand.has(one) || moved.has(one));
  return { ...edits, order: whole.slice(0, last + 1) };
}
