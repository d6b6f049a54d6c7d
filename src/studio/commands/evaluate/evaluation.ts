/**
 * The evaluation that a person starts, holds and stops: made by src/run/evaluation, shown by its events.
 * What is kept of what is chosen, and what the rest would cost, follow the choices (kept-results.ts).
 */
import { isAbort } from '../../../core/errors';
import { Handle } from '../../../core/control';
import { evaluateSets } from '../../../run/evaluation/evaluate-sets';
import { judgeImages } from '../../../run/evaluation/image-judgement';
import type { EvaluationEvent } from '../../../run/evaluation/events';
import type { Hold } from '../../../run/schedule';
import type { PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { missingCoresets } from '../../evaluate/coresets';
import { evaluationAfter, evaluationEnded } from '../../evaluate/evaluationAfter';
import { valuingAfter, valuingEnded } from '../../evaluate/valuingAfter';
import { isBusy } from '../../job-bar/readiness';
import { useCompare } from '../../state/compare';
import { emptyEvaluation, useEvaluate, type EvaluationChoices } from '../../state/evaluate';
import { useImageValues } from '../../state/image-values';
import { useRun } from '../../state/run';
import type { Settings } from '../../state/settings';
import type { Comparison } from '../compare/comparison';
import type { RunCommands } from '../run/run-commands';
import { told } from '../told';
import type { AgainFrom, EvaluateCommands, ImagePlace } from './contract';
import { EventFeed } from './event-feed';
import { KeptValues } from './kept-values';
import { valuesOrder } from './values-order';
import { goToSet } from './go-to-set';
import { keepChoices, keptChoices } from './kept-choices';
import { KeptResults } from './kept-results';
import { ShownPictures } from './shown-pictures';
import { askedNow, evaluationParts } from './asked-now';
import { askedOrder } from './asked-order';
import { prepareAgain } from './make-again';

interface Running {
  readonly hand: Handle;
  readonly hold: Hold;
  /** True once its sets stand. */
  asked: boolean;
  /** True once something trains. */
  begun: boolean;
}

export class Evaluation implements EvaluateCommands {
  readonly #parts: PageParts;
  readonly #distill: () => Promise<void>;
  readonly #queue: (orders: readonly Settings[]) => Promise<void>;
  readonly #list: (signal: AbortSignal) => Promise<void>;
  readonly #results: KeptResults;
  readonly #pictures: ShownPictures;
  readonly #values: KeptValues;
  #running: Running | null = null;
  /** True while images to be made again are prepared: pressed twice, it is asked for once. */
  #again = false;
  /** Adds what was made to be evaluated and was there only when the sets of an evaluation stood. */
  #late: (() => void)[] = [];
  /** Resolves when all that was made so far to be evaluated is chosen. */
  #chosen: Promise<void> = Promise.resolve();

  /**
   * @param runs makes what the page's settings say, and other runs, to their end
   * @param comparison lists what is kept
   */
  constructor(
    parts: PageParts,
    runs: Pick<RunCommands, 'distill' | 'queue'>,
    comparison: Pick<Comparison, 'list'>,
  ) {
    this.#parts = parts;
    this.#distill = () => runs.distill();
    this.#queue = (orders) => runs.queue(orders);
    this.#list = (signal) => comparison.list(signal);
    this.#results = new KeptResults(parts);
    this.#pictures = new ShownPictures(parts);
    this.#values = new KeptValues(parts);
  }

  /** Starts to follow the page. */
  watch(): void {
    void told(async () => {
      const choices = await keptChoices(this.#parts.storage, await this.#parts.tab);
      if (choices !== null) useEvaluate.setState({ choices });
      this.#results.watch();
      this.#values.watch();
      this.#pictures.watch();
    });
  }

  /** Forgets what is shown, as another collection or model comes. */
  reset(): void {
    const running = this.#running;
    // What it still tells is of another collection or model.
    this.#running = null;
    this.#late = [];
    running?.hand.stop();
    this.#parts.trainer.close();
    this.#pictures.reset();
    this.#values.reset();
    useEvaluate.setState(({ choices }) => ({ ...emptyEvaluation, choices }));
    this.#results.renew();
  }

  choose(changed: Partial<EvaluationChoices>): void {
    if (this.#running !== null) return;
    const before = useEvaluate.getState();
    const choices = { ...before.choices, ...changed };
    // How images are valued changes nothing about the sets, and the one that is looked at stays.
    const isOfSets = Object.keys(changed).some((name) => name !== 'pairs');
    const shown = isOfSets ? null : before.shown;
    useEvaluate.setState({ choices, status: 'idle', error: null, shown });
    void this.#keep(choices);
  }

  #keep(choices: EvaluationChoices): Promise<void> {
    return told(async () => keepChoices(this.#parts.storage, await this.#parts.tab, choices));
  }

  start(): Promise<void> {
    return this.#run((running) => this.#work(running));
  }

  openValues(open: boolean): void {
    useImageValues.setState({ open });
  }

  startValues(set: string): Promise<void> {
    return this.#run((running) => this.#value(running, set));
  }

  /** One at a time, with the machine to itself while it trains. */
  async #run(work: (running: Running) => Promise<void>): Promise<void> {
    if (this.#running !== null) return;
    const hold = this.#parts.schedule.claim('nothing');
    const running: Running = { hand: new Handle(), hold, asked: false, begun: false };
    this.#running = running;
    try {
      await work(running);
    } catch (error) {
      if (this.#running !== running) return;
      const stopped = isAbort(error);
      useEvaluate.setState({
        status: stopped ? 'idle' : 'failed',
        activity: '',
        live: null,
        valuing: null,
        error: stopped ? null : problemText(error),
      });
    } finally {
      hold.release();
      if (this.#running === running) {
        this.#running = null;
        this.#chooseLate();
      }
      this.#parts.figure.changed();
    }
  }

  async #work(running: Running): Promise<void> {
    const { hand, hold } = running;
    this.#sayWaiting();
    await hold.whenFree('everything', hand.signal);
    useEvaluate.setState({ status: 'preparing', activity: 'Preparing', error: null, live: null });
    // What was made while it waited is among its sets.
    await this.#chosen;
    await this.#list(hand.signal);
    running.asked = true;
    const asked = askedNow();
    // The runs stay these ones, whatever is made in the meantime.
    await this.#keep({ ...asked.choices, runs: asked.runs.map(({ id }) => id) });
    const parts = await evaluationParts(this.#parts, hand.signal);
    const order = await askedOrder(this.#parts, parts, asked, hand.signal);
    useEvaluate.setState({ folders: order.classes.map(({ folder }) => folder) });
    const feed = new EventFeed<EvaluationEvent>((events) => {
      if (this.#running !== running) return;
      useEvaluate.setState((state) => events.reduce(evaluationAfter, state));
    });
    const outcome = await evaluateSets(parts, order, hand, (event) => {
      if (event.kind === 'epoch') this.#begun(running);
      feed.push(event);
    });
    feed.flush();
    if (this.#running !== running) return;
    useEvaluate.setState((state) => evaluationEnded(state, outcome));
  }

  async #value(running: Running, set: string): Promise<void> {
    const { hand, hold } = running;
    this.#sayWaiting();
    await hold.whenFree('everything', hand.signal);
    useEvaluate.setState({ status: 'preparing', activity: 'Preparing', error: null, live: null });
    const place = await evaluationParts(this.#parts, hand.signal);
    running.asked = true;
    const order = await valuesOrder(this.#parts, place, set, hand.signal);
    const { classes } = order;
    const outcome = await judgeImages(place, order, hand, (event) => {
      if (this.#running !== running) return;
      if (event.kind === 'cost') this.#begun(running);
      useEvaluate.setState((state) => valuingAfter(state, event));
      if (event.kind !== 'judgement') return;
      useImageValues.setState({ set, classes, judgement: event.judgement });
    });
    if (this.#running !== running) return;
    if (outcome.kind === 'done') {
      const cost = { trainings: 0, seconds: 0, flop: 0 };
      useImageValues.setState({ set, classes, judgement: outcome.judgement, cost });
    }
    useEvaluate.setState(valuingEnded(outcome));
  }

  #begun(running: Running): void {
    if (running.begun) return;
    running.begun = true;
    if (!running.hand.paused) running.hold.need('model');
  }

  /** Says what has the machine, where something has. */
  #sayWaiting(): void {
    if (!this.#parts.schedule.busy) return;
    const activity = isBusy(useRun.getState().status)
      ? 'Waiting until the run has ended or is paused.'
      : 'Waiting until the model is loaded.';
    useEvaluate.setState({ status: 'waiting', activity, error: null });
  }

  makeAgain(set: string, images: readonly ImagePlace[], from: AgainFrom): Promise<void> {
    return told(async () => {
      if (this.#again) return;
      this.#again = true;
      const chosen = askedNow().runs.map(({ id }) => id);
      try {
        await prepareAgain(this.#parts, set, images, from);
      } finally {
        this.#again = false;
      }
      await this.#distill();
      const { handle } = this.#parts.shown;
      if (useRun.getState().status !== 'done' || handle === null) return;
      this.#alsoChoose(chosen, [handle]);
    });
  }

  addCoresets(): Promise<void> {
    return told(async () => {
      const { runs, classes } = askedNow();
      const chosen = runs.map(({ id }) => id);
      const folders = classes.map(({ folder }) => folder);
      const { kept, orders } = missingCoresets(useCompare.getState().runs, chosen, folders);
      if (kept.length > 0) this.#alsoChoose(chosen, kept);
      if (orders.length > 0) await this.#make(orders, (made) => this.#alsoChoose(chosen, [made]));
    });
  }

  /**
   * Adds runs to those that a person has chosen by now, or by the end of an evaluation whose sets stand.
   * @param before what was chosen for one who has not, when the runs were asked for
   */
  #alsoChoose(before: readonly string[], more: readonly string[]): void {
    const add = () => {
      const { choices } = useEvaluate.getState();
      const runs = [...new Set([...(choices.runs ?? before), ...more])];
      if (this.#running === null) this.choose({ runs });
      else this.#take({ ...choices, runs });
    };
    if (this.#running?.asked === true) this.#late.push(add);
    else add();
  }

  #take(choices: EvaluationChoices): void {
    useEvaluate.setState({ choices });
    void this.#keep(choices);
  }

  #chooseLate(): void {
    const { status, error } = useEvaluate.getState();
    for (const add of this.#late.splice(0)) add();
    // It was not read yet.
    if (status === 'failed') useEvaluate.setState({ status, error });
  }

  /** @param onMade told the handle of each run of these orders that came to its end */
  async #make(orders: readonly Settings[], onMade: (handle: string) => void): Promise<void> {
    // A person may have asked for other runs meanwhile.
    const methods = new Set(orders.map(({ method }) => method));
    const ended = async (handle: string) => {
      const record = await this.#parts.runs.get(handle);
      if (record !== undefined && methods.has(record.recipe.method)) onMade(handle);
    };
    const known = new Set<string>();
    const forget = useRun.subscribe(({ status, job }) => {
      if (status !== 'done' || job === null || known.has(job)) return;
      known.add(job);
      this.#chosen = this.#chosen.then(() => told(() => ended(job)));
    });
    try {
      await this.#queue(orders);
    } finally {
      forget();
    }
    await this.#chosen;
  }

  pause(): void {
    const { status } = useEvaluate.getState();
    if (this.#running === null || (status !== 'running' && status !== 'preparing')) return;
    this.#running.hand.pause();
    this.#running.hold.need('nothing');
    useEvaluate.setState({ status: 'paused' });
  }

  resume(): void {
    const running = this.#running;
    const { status, activity } = useEvaluate.getState();
    if (running === null || status !== 'paused') return;
    this.#sayWaiting();
    void told(async () => {
      await running.hold.whenFree(running.begun ? 'model' : 'everything', running.hand.signal);
      useEvaluate.setState({ status: running.begun ? 'running' : 'preparing', activity });
      running.hand.resume();
    });
  }

  stop(): void {
    if (this.#running === null) return;
    useEvaluate.setState({ status: 'stopping' });
    this.#running.hand.stop();
  }

  show(set: string): void {
    useEvaluate.setState({ shown: set });
  }

  goTo(set: string, folder: string, index: number | null): void {
    goToSet(this.#parts.shown.handle, set, folder, index);
  }
}
