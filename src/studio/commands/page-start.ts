/** The page's start: counted, asked about where too many in a row did not end, and over once the page stands. */
import { FAILED_STARTS, Starts, type StartCounter } from '../adapters/starts';
import { useStart } from '../state/start';

/** The longest that a page which never rests counts as starting. */
const LATEST_REST_MS = 10_000;

/** Where counts are kept across visits; nowhere, where the browser forbids it. */
function counter(): StartCounter {
  try {
    return window.localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  }
}

/** Waits until what was shown is drawn and the page rests. */
function rested(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) {
      requestIdleCallback(() => resolve(), { timeout: LATEST_REST_MS });
    } else setTimeout(resolve, LATEST_REST_MS);
  });
}

export class PageStart {
  readonly #starts = new Starts(counter());
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
