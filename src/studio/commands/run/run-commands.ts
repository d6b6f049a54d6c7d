/**
 * The runs that a person asks for, holds and stops: made by src/run one after the other, told by their
 * events. A tab makes one at a time; another tab may make one of its own.
 */
import { isAbort } from '../../../core/errors';
import { Handle } from '../../../core/control';
import { nextTask } from '../../../core/next-task';
import { distill } from '../../../run/distill';
import type { RunEvent, RunOutcome } from '../../../run/events';
import type { RunRecord } from '../../../run/results/records';
import type { Hold } from '../../../run/schedule';
import { unlessAborted } from '../../../run/unless-aborted';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { runAfter, runEnded } from '../../adapters/run-reducer';
import { paceOf } from '../../job-bar/runPace';
import { useCollection } from '../../state/collection';
import { notify } from '../../state/notices';
import { patchQueued, useQueue, type QueuedRun } from '../../state/queue';
import { idleRun, useRun } from '../../state/run';
import { useSelection } from '../../state/selection';
import { useSettings, type Settings } from '../../state/settings';
import { recipeOf, takingPart } from '../recipe-of';
import { told } from '../told';
import { carryChoices } from './carry-choices';
import { merged } from './covering';
import { newHandle } from './new-handle';
import { queuedRuns } from './queued-runs';
import { Stopwatch } from './stopwatch';

interface Running {
  readonly order: QueuedRun;
  readonly hand: Handle;
  readonly hold: Hold;
  /** Runs while it is made: not while it waits, loads the model or is paused. */
  readonly watch: Stopwatch;
  /** Its record as it stands; null until there is one. */
  record: RunRecord | null;
  /** True once an image is there. */
  begun: boolean;
}

export class RunCommands {
  readonly #parts: PageParts;
  #running: Running | null = null;
  /** Resolves when no run is left; null at rest. */
  #going: Promise<void> | null = null;

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  /** Makes a run of the settings as they stand, after those that were asked for before. */
  distill(): Promise<void> {
    const { method, parameters, sampling, edits } = useSettings.getState();
    return this.queue([{ method, parameters, sampling, edits }]);
  }

  /** Makes these runs in their order; resolves when none is left. */
  queue(orders: readonly Settings[]): Promise<void> {
    const atRest = this.#going === null;
    const before = atRest ? [] : useQueue.getState().runs;
    useQueue.setState({ runs: [...before, ...queuedRuns(orders, before)] });
    if (atRest) {
      // Whoever starts runs wants to see them.
      useSelection.setState({ tab: 'distil' });
      this.#going = this.#go().finally(() => {
        this.#going = null;
      });
    }
    return this.#going ?? Promise.resolve();
  }

  async #go(): Promise<void> {
    let before: string | null = null;
    // The click has its own task: what it changes on the page at once is much already.
    await nextTask();
    for (let order = nextWaiting(); order !== undefined; order = nextWaiting()) {
      const { handle } = this.#parts.shown;
      // A person who looks at another run meanwhile is left there.
      const follows = before === null || handle === null || handle === before;
      patchQueued(order.id, { status: 'making' });
      before = await this.#toItsEnd(order, follows);
      const run = useRun.getState();
      patchQueued(order.id, { status: 'over', made: run.imagesDone, pace: paceOf(run) });
    }
  }

  /** @returns the run's handle; null where it did not come so far */
  async #toItsEnd(order: QueuedRun, follows: boolean): Promise<string | null> {
    const running: Running = {
      order,
      hand: new Handle(),
      hold: this.#parts.schedule.claim('nothing'),
      watch: new Stopwatch(),
      record: null,
      begun: false,
    };
    this.#running = running;
    if (follows) this.#parts.shown.clear();
    useRun.setState({ ...idleRun, status: 'preparing', activity: this.#preparing() });
    try {
      await running.hold.whenFree('everything', running.hand.signal);
      const outcome = await this.#run(running, follows);
      await told(() => this.#settle(running));
      useRun.setState(runEnded(outcome));
      // What ends one run ends those after it too: another model, a full disk.
      if (outcome.kind === 'failed') dropWaiting();
    } catch (error) {
      const stopped = isAbort(error);
      const message = stopped ? null : problemText(error);
      useRun.setState({ ...idleRun, status: stopped ? 'idle' : 'failed', error: message });
      if (message !== null && nextWaiting() !== undefined) {
        notify('error', `${order.name} was not made: ${message}`);
      }
    } finally {
      running.hold.release();
      this.#running = null;
      this.#parts.figure.changed();
    }
    return useRun.getState().job;
  }

  /** What is waited for, where somebody else works. */
  #preparing(): string {
    return this.#parts.schedule.busy
      ? 'Waiting until the evaluation has ended or is paused'
      : 'Preparing';
  }

  async #run(running: Running, follows: boolean): Promise<RunOutcome> {
    const { model: host, runs, pictures, shown, tabRecord } = this.#parts;
    const { hand, order } = running;
    const model = await unlessAborted(host.ready(), hand.signal).catch((error: unknown) => {
      // Those that wait would load it again, or are asked of another one by now.
      dropWaiting();
      throw error;
    });
    const { classes, label } = useCollection.getState();
    const parts = stageParts(this.#parts, model);
    const asked = new Set(order.folders);
    const taking = takingPart(classes).filter(({ folder }) => asked.has(folder));
    const { recipe } = recipeOf(order.settings, taking, model.loaded, parts.source);
    const handle = newHandle();
    useRun.setState({ job: handle });
    if (follows) shown.begin(handle);
    // Other tabs are told before there is anything that they could take away.
    await tabRecord.say();
    running.watch.start();
    return distill(
      { ...parts, runs, pictures, clock: () => performance.now() },
      { recipe, handle, label, startedAt: new Date().toISOString() },
      hand,
      (event) => this.#take(event, running, handle),
    );
  }

  #take(event: RunEvent, running: Running, handle: string): void {
    if (event.kind === 'record') running.record = event.record;
    const clock = {
      worked: running.watch.seconds,
      imagesPerClass: running.order.settings.sampling.imagesPerClass,
    };
    useRun.setState((state) => runAfter(state, event, clock));
    this.#parts.shown.take(event, handle);
    if (event.kind !== 'image') return;
    this.#parts.figure.changed();
    if (running.begun) return;
    running.begun = true;
    if (!running.hand.paused) running.hold.need('model');
  }

  /** One record for one run, with all of its images on the page where it is shown. */
  async #settle({ record }: Running): Promise<void> {
    const { runs, shown, tab } = this.#parts;
    if (record === null) return;
    const others = (await runs.list()).filter(({ handle }) => handle !== record.handle);
    const { kept, spare } = merged(record, others);
    const gone = new Set(spare.map(({ handle }) => handle));
    const { handle } = shown;
    if (handle !== null && (handle === record.handle || gone.has(handle))) await shown.show(kept);
    useRun.setState({ job: kept.handle });
    const elsewhere = (await (await tab).others()).runs;
    const unused = [...gone].filter((one) => !elsewhere.has(one));
    if (unused.length === 0) return;
    await carryChoices(this.#parts, new Set(unused), kept.handle);
    await runs.remove(...unused);
  }

  pause(): void {
    if (this.#running === null || useRun.getState().status !== 'running') return;
    this.#running.hand.pause();
    this.#running.watch.stop();
    this.#running.hold.need('nothing');
    useRun.setState({ status: 'paused' });
  }

  resume(): void {
    const running = this.#running;
    const { status, activity } = useRun.getState();
    if (running === null || status !== 'paused') return;
    useRun.setState({ status: 'preparing', activity: this.#preparing() });
    void told(async () => {
      await running.hold.whenFree(running.begun ? 'model' : 'everything', running.hand.signal);
      useRun.setState({ status: 'running', activity });
      running.watch.start();
      running.hand.resume();
    });
  }

  /** Stops the run under way, and lets go of those that wait. */
  cancel(): void {
    dropWaiting();
    if (this.#running === null) return;
    useRun.setState({ status: 'cancelling', activity: 'Cancelling' });
    this.#running.hand.stop();
  }

  /** Cancels, and waits until nothing of the runs is written any more. */
  async end(): Promise<void> {
    this.cancel();
    await this.#going;
  }
}

function nextWaiting(): QueuedRun | undefined {
  return useQueue.getState().runs.find(({ status }) => status === 'waiting');
}

function dropWaiting(): void {
  useQueue.setState(({ runs }) => ({ runs: runs.filter(({ status }) => status !== 'waiting') }));
}
