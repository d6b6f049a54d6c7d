/**
 * Says to other tabs what this one shows, so that they take nothing away under it: the run, and the
 * classes that are read. A run is said before it begins; classes soon after they are read.
 */
import type { Tab, TabState } from '../../data/store/tabs';

const SAY_AFTER_MS = 300;

export class TabRecord {
  readonly #tab: Promise<Tab>;
  readonly #state: () => TabState;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** @param state what the tab shows now */
  constructor(tab: Promise<Tab>, state: () => TabState) {
    this.#tab = tab;
    this.#state = state;
  }

  changed(): void {
    this.#timer ??= setTimeout(() => void this.say(), SAY_AFTER_MS);
  }

  async say(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await (await this.#tab).show(this.#state());
  }
}
