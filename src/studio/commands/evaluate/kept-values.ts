/** What is kept of the values of the shown set's images, what the rest costs, and their pictures. */
import { costOfJudgement, keptJudgement } from '../../../run/evaluation/image-judgement';
import { follow, type Following } from '../../../run/follow';
import { ObjectUrls } from '../../adapters/object-urls';
import type { PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { subscribeAll } from '../../adapters/subscribe-all';
import { isEvaluating } from '../../evaluate/evaluationAfter';
import { shownSet } from '../../evaluate/shownSet';
import { valuedImages, valueEnds } from '../../evaluate/valuedImages';
import { isBusy } from '../../job-bar/readiness';
import { useEvaluate } from '../../state/evaluate';
import { noImageValues, useImageValues } from '../../state/image-values';
import { useModel } from '../../state/model';
import { notify } from '../../state/notices';
import { useRun } from '../../state/run';
import { useSelection } from '../../state/selection';
import { runPictures } from '../compare/run-pictures';
import { evaluationParts } from './asked-now';
import { valuesOrder } from './values-order';

/** As for the sets themselves: a person clicks through choices. */
const DELAY_MS = 300;
const PICTURES_KEPT = 200;

interface Wanted {
  readonly set: string;
  readonly rest: object;
}

function wanted(): Wanted | null {
  if (useSelection.getState().tab !== 'evaluate' || !useImageValues.getState().open) return null;
  const { report, shown, choices, status, folders } = useEvaluate.getState();
  if (report === null || isEvaluating(status)) return null;
  const set = shownSet(report, shown, null);
  if (set?.kind !== 'run') return null;
  const model = useModel.getState().packHash;
  const running = isBusy(useRun.getState().status);
  return { set: set.id, rest: { choices, folders, model, running, heldOut: report.heldOut } };
}

interface Pictured {
  readonly set: string;
  readonly classes: object;
  readonly values: object;
}

function pictured(): Pictured | null {
  const { set, judgement, classes } = useImageValues.getState();
  const { values } = judgement;
  return set === null || values === null ? null : { set, classes, values };
}

export class KeptValues {
  readonly #parts: PageParts;
  readonly #urls = new ObjectUrls(PICTURES_KEPT);
  #following: Following | null = null;

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  watch(): void {
    this.#following = follow<Wanted>({
      subscribe: subscribeAll(useSelection, useImageValues, useEvaluate, useModel, useRun),
      dependencies: wanted,
      make: ({ set }, signal) => this.#find(set, signal),
      failed: (error) => {
        useImageValues.setState({ obstacle: problemText(error), cost: null, measuring: '' });
      },
      rest: () => useImageValues.setState({ measuring: '' }),
      delayMs: DELAY_MS,
    });
    follow<Pictured>({
      subscribe: subscribeAll(useImageValues),
      dependencies: pictured,
      make: ({ set }, signal) => this.#picture(set, signal),
      failed: (error) => notify('error', problemText(error)),
    });
  }

  reset(): void {
    this.#urls.clear();
    useImageValues.setState(({ open }) => ({ ...noImageValues, open }));
    this.#following?.renew();
  }

  async #find(set: string, signal: AbortSignal): Promise<void> {
    const say = (measuring: string) => {
      if (!signal.aborted) useImageValues.setState({ measuring });
    };
    if (useImageValues.getState().set !== set) {
      useImageValues.setState(({ open }) => ({ ...noImageValues, open }));
    }
    useImageValues.setState({ obstacle: null, cost: null });
    say('Looking for what is trained already.');
    const place = await evaluationParts(this.#parts, signal);
    const order = await valuesOrder(this.#parts, place, set, signal);
    const judgement = await keptJudgement(place, order, signal);
    if (signal.aborted) return;
    useImageValues.setState({ set, judgement, classes: order.classes });
    if (this.#parts.schedule.busy) say('The cost is measured when the run has ended.');
    await this.#parts.schedule.free(signal);
    say('Measuring how fast this machine trains.');
    const cost = await costOfJudgement(place, order, signal);
    if (!signal.aborted) useImageValues.setState({ cost, measuring: '' });
  }

  async #picture(set: string, signal: AbortSignal): Promise<void> {
    const { judgement, classes } = useImageValues.getState();
    const { values } = judgement;
    const { runs } = this.#parts;
    const record = await runs.get(set);
    if (values === null || record === undefined) return;
    const { least, most } = valueEnds(valuedImages(values));
    const finished = await runs.finishedOf(record);
    const pictures = new Map<number, string>();
    for (const { image, label, index } of [...least, ...most]) {
      const own = finished.filter(
        (one) => one.folder === classes[label]?.folder && one.index === index,
      );
      const [picture] = await runPictures(runs, this.#urls, own);
      if (picture !== undefined) pictures.set(image, picture.url);
    }
    if (!signal.aborted) useImageValues.setState({ pictures });
  }
}
