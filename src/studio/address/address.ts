/**
 * The address of what is on the screen, as the part behind "#": the tab, the class, the run, an image.
 *
 *     #tab=distill&class=cactus&run=0f3a9c21b7de&image=3
 *
 * A run is named by the first digits of its hash, or of its handle until it has one. `image` counts from 1
 * within the class of the run; `real` is a real image's position in its class, from 1 too. An address that
 * names what is not here any more leads to the rest of it.
 */
import type { WorkspaceTab } from '../state/selection';

export interface Address {
  readonly tab: WorkspaceTab | null;
  readonly folder: string | null;
  readonly run: string | null;
  /** Position of a synthetic image in its class, from 0. */
  readonly image: number | null;
  /** Position of a real image in its class, from 0. */
  readonly real: number | null;
  /** True where the image fills the window. */
  readonly large: boolean;
}

export const NOWHERE: Address = {
  tab: null,
  folder: null,
  run: null,
  image: null,
  real: null,
  large: false,
};

/** Digits of a hash that an address holds: two runs of one page never share them. */
const RUN_DIGITS = 12;

const TAB_WORDS: Readonly<Record<WorkspaceTab, string>> = {
  explore: 'explore',
  distil: 'distill',
  compare: 'compare',
  evaluate: 'evaluate',
};

/** The name by which an address calls a run. */
export function runWord({
  hash,
  id,
}: {
  readonly hash: string | null;
  readonly id: string;
}): string {
  return (hash ?? id).slice(0, RUN_DIGITS);
}

/** The part of an address from "#" on; empty for nowhere in particular. */
export function addressText({ tab, folder, run, image, real, large }: Address): string {
  const parts = new URLSearchParams();
  if (tab !== null) parts.set('tab', TAB_WORDS[tab]);
  if (folder !== null) parts.set('class', folder);
  if (run !== null) parts.set('run', run);
  if (image !== null) parts.set('image', String(image + 1));
  if (real !== null) parts.set('real', String(real + 1));
  if (large) parts.set('view', 'large');
  const text = parts.toString();
  return text === '' ? '' : `#${text}`;
}

/** A position from a count that starts at 1; null for anything else. */
function position(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) - 1 : null;
}

/** Reads what an address says; what it does not say, or says wrongly, is null. */
export function parseAddress(text: string): Address {
  const parts = new URLSearchParams(text.replace(/^#/, ''));
  const word = parts.get('tab');
  const tabs = Object.keys(TAB_WORDS) as WorkspaceTab[];
  const image = position(parts.get('image'));
  return {
    tab: tabs.find((tab) => TAB_WORDS[tab] === word) ?? null,
    folder: parts.get('class'),
    run: parts.get('run')?.match(/^[0-9a-f]{4,64}$/)?.[0] ?? null,
    image,
    real: position(parts.get('real')),
    large: image !== null && parts.get('view') === 'large',
  };
}

/** True where two differ in more than the image: a step that "back" should take back. */
export function isStep(from: Address, to: Address): boolean {
  return (
    from.tab !== to.tab ||
    from.folder !== to.folder ||
    from.run !== to.run ||
    from.large !== to.large ||
    (from.image === null) !== (to.image === null)
  );
}
