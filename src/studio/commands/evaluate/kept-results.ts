/**
 * What is kept of what is chosen, and what the rest costs: they follow the choices, so that a reload, or
 * going back to another protocol, shows again what was trained.
 */
import { costOf } from '../../../run/evaluation/cost';
import { keptReport } from '../../../run/evaluation/kept-report';
import { follow, type Following } from '../../../run/follow';
import type { PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { subscribeAll } from '../../adapters/subscribe-all';
import { isEvaluating } from '../../evaluate/evaluationAfter';
import { isBusy } from '../../job-bar/readiness';
import { useCollection } from '../../state/collection';
import { useCompare } from '../../state/compare';
import { useEvaluate } from '../../state/evaluate';
import { useModel } from '../../state/model';
import { useRun } from '../../state/run';
import { useSelection } from '../../state/selection';
import { askedNow, evaluationParts } from './asked-now';
import { askedOrder } from './asked-order';

/** A person who clicks through the choices is not to wait for each of them. */
const DELAY_MS = 300;

/** All that results and their cost depend on. */
function dependencies(): object | null {
  if (useSelection.getState().tab !== 'evaluate') return null;
  if (useModel.getState().status !== 'ready') return null;
  if (isEvaluating(useEvaluate.getState().status)) return null;
  const { classes, split } = useCollection.getState();
  if (classes.length === 0) return null;
  const { choices: all, classes: asked, runs, imagesPerClass } = askedNow();
  // How images are valued changes nothing about the sets.
  const { pairs: _, ...choices } = all;
  return {
    choices: { ...choices, runs: runs.map(({ id, imagesDone }) => [id, imagesDone]) },
    classes: asked,
    imagesPerClass: runs.length === 0 ? imagesPerClass : null,
    split,
    model: useModel.getState().packHash,
    // What a run makes changes the list when it has ended.
    running: isBusy(useRun.getState().status),
  };
}

export class KeptResults {
  readonly #parts: PageParts;
  #following: Following | null = null;

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  watch(): void {
    this.#following = follow({
      subscribe: subscribeAll(
        useSelection,
        useCollection,
        useCompare,
        useEvaluate,
        useModel,
        useRun,
      ),
      dependencies,
      make: (_, signal) => this.#find(signal),
      failed: (error) => {
        useEvaluate.setState({ obstacle: problemText(error), cost: null, measuring: '' });
      },
      rest: () => useEvaluate.setState({ measuring: '' }),
      delayMs: DELAY_MS,
    });
  }

  renew(): void {
    this.#following?.renew();
  }

  async #find(signal: AbortSignal): Promise<void> {
    const say = (measuring: string) => {
      if (!signal.aborted) useEvaluate.setState({ measuring });
    };
    useEvaluate.setState({ obstacle: null, cost: null });
    say('Reading the held-out images.');
    const parts = await evaluationParts(this.#parts, signal);
    const order = await askedOrder(this.#parts, parts, askedNow(), signal);
    const report = await keptReport(parts, order, signal);
    if (signal.aborted) return;
    const folders = order.classes.map(({ folder }) => folder);
    useEvaluate.setState({ report, folders });
    if (this.#parts.schedule.busy) say('The cost is measured when the run has ended.');
    await this.#parts.schedule.free(signal);
    say('Measuring how fast this machine trains.');
    const cost = await costOf(parts, order, signal);
    if (!signal.aborted) useEvaluate.setState({ cost, measuring: '' });
  }
}
