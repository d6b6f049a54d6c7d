/**
 * The run that a person starts, holds and stops: made by src/run, shown by its events. One at a time in
 * a tab; another tab may have one of its own.
 */
import { isAbort } from '../../../core/errors';
import { Handle } from '../../../core/control';
import { distill } from '../../../run/distill';
import type { RunEvent, RunOutcome } from '../../../run/events';
import type { Hold } from '../../../run/schedule';
import { unlessAborted } from '../../../run/unless-aborted';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { runEnded } from '../../adapters/run-reducer';
import { useCollection } from '../../state/collection';
import { idleRun, useRun } from '../../state/run';
import { useSelection } from '../../state/selection';
import { useSettings } from '../../state/settings';
import { recipeOf, takingPart } from '../recipe-of';
import { told } from '../told';
import { merged } from './covering';
import { newHandle } from './new-handle';

interface Running {
  readonly hand: Handle;
  readonly hold: Hold;
  /** True once an image is there. */
  begun: boolean;
  /** Resolves at the run's end, whatever it is. */
  ended: Promise<void>;
}

export class RunCommands {
  readonly #parts: PageParts;
  #running: Running | null = null;

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  async distill(): Promise<void> {
    if (this.#running !== null) return;
    const running: Running = {
      hand: new Handle(),
      hold: this.#parts.schedule.claim('nothing'),
      begun: false,
      ended: Promise.resolve(),
    };
    this.#running = running;
    running.ended = this.#toItsEnd(running);
    await running.ended;
  }

  async #toItsEnd(running: Running): Promise<void> {
    this.#parts.shown.clear();
    useRun.setState({ ...idleRun, status: 'preparing', activity: this.#preparing() });
    try {
      await running.hold.whenFree('everything', running.hand.signal);
      const outcome = await this.#run(running);
      await told(() => this.#settle());
      useRun.setState(runEnded(outcome));
    } catch (error) {
      const stopped = isAbort(error);
      const message = stopped ? null : problemText(error);
      useRun.setState({ ...idleRun, status: stopped ? 'idle' : 'failed', error: message });
    } finally {
      running.hold.release();
      this.#running = null;
      this.#parts.figure.changed();
    }
  }

  /** What is waited for, where somebody else works. */
  #preparing(): string {
    return this.#parts.schedule.busy
      ? 'Waiting until the evaluation has ended or is paused'
      : 'Preparing';
  }

  async #run(running: Running): Promise<RunOutcome> {
    const { model: host, runs, pictures, shown, tabRecord } = this.#parts;
    const { hand } = running;
    const model = await unlessAborted(host.ready(), hand.signal);
    const { classes, label } = useCollection.getState();
    const parts = stageParts(this.#parts, model);
    const { split } = parts.source;
    const { recipe } = recipeOf(useSettings.getState(), takingPart(classes), model.loaded, split);
    useSelection.setState({ tab: 'distil' });
    const handle = newHandle();
    shown.begin(handle);
    // Other tabs are told before there is anything that they could take away.
    await tabRecord.say();
    return distill(
      { ...parts, runs, pictures, clock: () => performance.now() },
      { recipe, handle, label, startedAt: new Date().toISOString() },
      hand,
      (event) => this.#take(event, running),
    );
  }

  #take(event: RunEvent, running: Running): void {
    this.#parts.shown.take(event);
    if (event.kind !== 'image') return;
    this.#parts.figure.changed();
    if (running.begun) return;
    running.begun = true;
    if (!running.hand.paused) running.hold.need('model');
  }

  /** One record for one run, with all of its images on the page. */
  async #settle(): Promise<void> {
    const { runs, shown, tab } = this.#parts;
    const { record } = shown;
    if (record === null) return;
    const others = (await runs.list()).filter(({ handle }) => handle !== record.handle);
    const { kept, spare } = merged(record, others);
    await shown.show(kept);
    const elsewhere = (await (await tab).others()).runs;
    const unused = spare.map(({ handle }) => handle).filter((handle) => !elsewhere.has(handle));
    if (unused.length > 0) await runs.remove(...unused);
  }

  pause(): void {
    if (this.#running === null || useRun.getState().status !== 'running') return;
    this.#running.hand.pause();
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
      running.hand.resume();
    });
  }

  cancel(): void {
    if (this.#running === null) return;
    useRun.setState({ status: 'cancelling', activity: 'Cancelling' });
    this.#running.hand.stop();
  }

  /** Cancels, and waits until nothing of the run is written any more. */
  async end(): Promise<void> {
    this.cancel();
    await this.#running?.ended;
  }
}
