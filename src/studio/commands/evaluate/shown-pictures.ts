/** The images of the worst class of the set that is shown. */
import { follow } from '../../../run/follow';
import { ObjectUrls } from '../../adapters/object-urls';
import type { PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { subscribeAll } from '../../adapters/subscribe-all';
import { confusionsOf, worstClass } from '../../evaluate/confusion';
import { shownSet } from '../../evaluate/shownSet';
import { useEvaluate } from '../../state/evaluate';
import { notify } from '../../state/notices';
import { useSelection } from '../../state/selection';
import { runPictures } from '../compare/run-pictures';

const PICTURES_KEPT = 500;

interface Wanted {
  /** A run's handle. */
  readonly set: string;
  readonly folder: string;
}

function wanted(): Wanted | null {
  const { report, shown, live, folders } = useEvaluate.getState();
  if (useSelection.getState().tab !== 'evaluate' || report === null) return null;
  const set = shownSet(report, shown, live?.set ?? null);
  const confusions = set?.kind === 'run' ? confusionsOf(set) : null;
  if (set === undefined || confusions === null) return null;
  const folder = folders[worstClass(confusions).label];
  return folder === undefined ? null : { set: set.id, folder };
}

export class ShownPictures {
  readonly #parts: PageParts;
  readonly #urls = new ObjectUrls(PICTURES_KEPT);

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  watch(): void {
    follow<Wanted>({
      subscribe: subscribeAll(useEvaluate, useSelection),
      dependencies: wanted,
      make: (shown, signal) => this.#show(shown, signal),
      failed: (error) => notify('error', problemText(error)),
    });
  }

  reset(): void {
    this.#urls.clear();
  }

  async #show({ set, folder }: Wanted, signal: AbortSignal): Promise<void> {
    const { runs } = this.#parts;
    const record = await runs.get(set);
    if (record === undefined) return;
    const finished = (await runs.finishedOf(record)).filter((image) => image.folder === folder);
    const pictures = await runPictures(runs, this.#urls, finished);
    if (!signal.aborted) useEvaluate.setState({ pictures: { set, folder, pictures } });
  }
}
