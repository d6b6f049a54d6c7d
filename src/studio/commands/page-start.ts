/** The page's start: counted, asked about where too many in a row did not end, and over once the page stands. */
import { FAILED_STARTS, Starts } from '../adapters/starts';
import { useStart } from '../state/start';
import { visits } from './visits';

/** The longest that a page which never rests counts as starting. */
const LATEST_REST_MS = 10_000;

/** Waits until what was shown is drawn and the page rests. */
function rested(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) {
      requestIdleCallback(() => resolve(), { timeout: LATEST_REST_MS });
    } else setTimeout(resolve, LATEST_REST_MS);
  });
}

export class PageStart {
  readonly #starts = new Starts(visits());
  #answer: (withRun: boolean) => void = () => undefined;

  /** @returns whether the stored run is to be shown; asks where earlier starts did not end */
  async begin(): Promise<boolean> {
    window.addEventListener('pagehide', () => this.#starts.left());
    const failed = this.#starts.begin();
    if (failed < FAILED_STARTS) return true;
    const answered = new Promise<boolean>((resolve) => {
      this.#answer = resolve;
    });
    useStart.setState({ failed });
    const withRun = await answered;
    useStart.setState({ failed: null });
    return withRun;
  }

  answer(withRun: boolean): void {
    this.#answer(withRun);
  }

  async done(): Promise<void> {
    await rested();
    this.#starts.done();
  }

  failed(): void {
    this.#starts.failed();
  }
}
