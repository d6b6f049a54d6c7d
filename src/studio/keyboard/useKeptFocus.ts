import { useEffect } from 'react';

const FOCUSABLE =
  'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])';
const DIALOG = '[role="dialog"], [role="alertdialog"]';

/** Where the focus was: what it was on, what that lay in from the inside out, and its neighbours. */
interface Spot {
  readonly element: HTMLElement;
  readonly around: readonly HTMLElement[];
  readonly before: readonly HTMLElement[];
  readonly after: readonly HTMLElement[];
  /** Whether it is seen there: who works with the keyboard. */
  readonly seen: boolean;
}

/**
 * The focus never falls back to the beginning of the page: where what has it goes away or is disabled, by its
 * own press or by what comes meanwhile, the next control beside it has it.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: Spot | null = null;
    /** The one outside of dialogs: a dialog that goes away leads back to it. */
    let opener: Spot | null = null;
    let frame = 0;
    const note = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || !target.matches(FOCUSABLE)) return;
      last = spotOf(target);
      if (target.closest(DIALOG) === null) opener = last;
    };
    const settle = () => {
      frame = 0;
      const now = document.activeElement;
      if (last === null || (now !== null && now !== document.body && isUsable(now))) return;
      // Somebody who leaves a control by himself, as with a click beside it, is not led back.
      if (isUsable(last.element)) last = document.hasFocus() ? null : last;
      else leadOn(last, opener);
    };
    const soon = () => {
      // Dialogs give the focus back themselves, where they can.
      if (frame === 0) frame = requestAnimationFrame(settle);
    };
    const changes = new MutationObserver(soon);
    changes.observe(document.body, {
      subtree: true,
      childList: true,
      attributeFilter: ['disabled', 'hidden', 'open'],
    });
    document.addEventListener('focusin', note);
    document.addEventListener('focusout', soon);
    return () => {
      cancelAnimationFrame(frame);
      changes.disconnect();
      document.removeEventListener('focusin', note);
      document.removeEventListener('focusout', soon);
    };
  }, []);
}

function spotOf(element: HTMLElement): Spot {
  const all = controls(document.body);
  const at = all.indexOf(element);
  const around: HTMLElement[] = [];
  for (let one = element.parentElement; one !== null; one = one.parentElement) around.push(one);
  return {
    element,
    around,
    before: all.slice(0, at).toReversed(),
    after: all.slice(at + 1),
    seen: element.matches(':focus-visible'),
  };
}

function controls(inside: HTMLElement): HTMLElement[] {
  return [...inside.querySelectorAll<HTMLElement>(FOCUSABLE)];
}

function isUsable(element: Element): boolean {
  return (
    element.isConnected &&
    !element.matches(':disabled, [aria-hidden="true"]') &&
    element.checkVisibility()
  );
}

function leadOn(last: Spot, opener: Spot | null): void {
  const inDialog = last.around.find((one) => one.matches(DIALOG));
  const spot = inDialog === undefined || inDialog.isConnected ? last : opener;
  if (spot === null) return;
  const next = isUsable(spot.element) ? spot.element : nextTo(spot);
  // A list under the wheel stays where it is scrolled to.
  next?.focus({ preventScroll: !spot.seen });
}

/** The next control of the smallest part of the page that still has one, else the one before it. */
function nextTo({ around, before, after }: Spot): HTMLElement | undefined {
  for (const part of around) {
    if (!part.isConnected) continue;
    const here = (one: HTMLElement) => part.contains(one) && isUsable(one);
    const next = after.find(here) ?? before.find(here) ?? controls(part).find(isUsable);
    if (next !== undefined) return next;
  }
  return undefined;
}
