/**
 * The browser's address follows the page, and the page its address: a link, "back", "forward" and a reload
 * lead to the same tab, class, run and image.
 */
import {
  addressText,
  isStep,
  NOWHERE,
  parseAddress,
  runWord,
  type Address,
} from '../address/address';
import { subscribeAll } from '../adapters/subscribe-all';
import { useCollection } from '../state/collection';
import { selectClass, selectImage, useSelection } from '../state/selection';
import { useShown } from '../state/shown';
import { useView } from '../state/view';
import { goToPlace } from './place';
import { told } from './told';

/** What the page shows now. */
function addressNow(): Address {
  const { tab, folder, image: real } = useSelection.getState();
  const { run } = useShown.getState();
  const { place, large } = useView.getState();
  if (useCollection.getState().classes.length === 0 && run === null) return NOWHERE;
  const image = place !== null && place.folder === folder ? place.index : null;
  return {
    tab,
    folder,
    run: run === null ? null : runWord(run),
    image,
    // A synthetic image names its core by itself.
    real: image === null ? real : null,
    large: large && image !== null,
  };
}

/** What a person goes to by a click: the class and the image. */
function personsPlace() {
  const { folder } = useSelection.getState();
  const { place } = useView.getState();
  return { folder, place };
}

export class AddressBar {
  readonly #showRun: (word: string, isWanted: () => boolean) => Promise<void>;
  /** What the page was opened with. */
  readonly #asked: Address;
  #last: Address = NOWHERE;
  #runId: string | null = null;
  #waits = false;
  /** True while the page goes to an address: what it shows in between is no place of its own. */
  #going = true;
  #stop: () => void = () => undefined;
  /** Counts the addresses that the page was sent to. */
  #visit = 0;

  /** @param showRun shows the kept run that an address calls so, where there is one and it is wanted still */
  constructor(showRun: (word: string, isWanted: () => boolean) => Promise<void>) {
    this.#showRun = showRun;
    this.#asked = parseAddress(window.location.hash);
  }

  /** The tab that the page was opened with, before what it shows is read. @returns false where it names none */
  openTab(): boolean {
    const { tab } = this.#asked;
    if (tab !== null) useSelection.setState({ tab });
    return tab !== null;
  }

  /**
   * Goes to the address that the page was opened with, and follows the page from then on. The tab is the one
   * that is open by now: a person may have gone on while the page was read.
   * @param withRun false where the page is not to show a run by itself
   */
  async begin(withRun: boolean): Promise<void> {
    window.addEventListener('popstate', () => {
      void told(() => this.#go(parseAddress(window.location.hash)));
    });
    const follow = subscribeAll(useSelection, useShown, useView, useCollection);
    this.#stop = follow(() => this.#changed());
    const { tab } = useSelection.getState();
    const asked = { ...this.#asked, tab };
    await this.#go(withRun ? asked : { ...asked, run: null, image: null, large: false });
  }

  /** Follows the page no more. */
  stop(): void {
    this.#stop();
  }

  async #go({ tab, folder, run, image, real, large }: Address): Promise<void> {
    const mine = ++this.#visit;
    this.#going = true;
    try {
      const shown = useShown.getState().run;
      const before = personsPlace();
      // "Back" may be pressed again while the run is read.
      const isWanted = () => mine === this.#visit;
      const isShown = run === null || (shown !== null && runWord(shown) === run);
      if (!isShown) await this.#showRun(run, isWanted);
      // Whoever goes on meanwhile stays there.
      const now = personsPlace();
      if (!isWanted() || now.folder !== before.folder || now.place !== before.place) return;
      const known = useCollection.getState().classes.some((row) => row.folder === folder);
      if (folder !== null && known) selectClass(folder);
      if (folder !== null && image !== null) goToPlace({ folder, index: image });
      else useView.setState({ place: null, flipped: false });
      if (real !== null && known) selectImage(real);
      useView.setState({ large });
      if (tab !== null) useSelection.setState({ tab });
    } finally {
      if (mine === this.#visit) {
        this.#going = false;
        this.#write(false);
      }
    }
  }

  /**
   * Several stores change for one click: the address is written once for all of them, and before the click is
   * over, so that a reload right after it returns to where the page is.
   */
  #changed(): void {
    if (this.#waits || this.#going) return;
    this.#waits = true;
    queueMicrotask(() => {
      this.#waits = false;
      if (!this.#going) this.#write(true);
    });
  }

  #write(steps: boolean): void {
    const now = addressNow();
    const id = useShown.getState().run?.id ?? null;
    // A run gets its hash when its last class is read: the same run by another name.
    const from = id === this.#runId ? { ...this.#last, run: now.run } : this.#last;
    const isFirst = this.#last.tab === null || this.#last.folder === null;
    const { pathname, search, hash } = window.location;
    const text = addressText(now);
    this.#last = now;
    this.#runId = id;
    if (text === hash) return;
    const url = `${pathname}${search}${text}`;
    if (steps && !isFirst && isStep(from, now)) window.history.pushState(null, '', url);
    else window.history.replaceState(null, '', url);
  }
}
