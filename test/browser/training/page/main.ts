/** Trainings in the real worker for the test to stop, kill and go on with. */
import { Handle } from '../../../../src/core/control';
import { toErrorRecord, type ErrorRecord } from '../../../../src/core/errors';
import { randomStream } from '../../../../src/core/random/stream';
import type { ImageSet } from '../../../../src/core/training/image-set';
import { resolveProtocol } from '../../../../src/core/training/protocol';
import { quick } from '../../../../src/core/training/protocols/quick';
import type { TrainJob, TrainSpeed } from '../../../../src/run/ports';
import type { TrainCheckpoint, TrainEvent } from '../../../../src/run/training/events';
import type { TrainedNetwork } from '../../../../src/run/training/functions';
import type { BackendRequest } from '../../../../src/runtime/backend';
import { PageTrainer } from '../../../../src/studio/adapters/page-trainer';

const SIDE = 32;
const CLASSES = ['light', 'dark', 'red'];

/** Classes that differ in colour, with noise on top. */
function pictures(perClass: number, seed: number): ImageSet {
  const stream = randomStream({ seed, purpose: 'test-pictures' });
  const images = CLASSES.length * perClass;
  const area = SIDE * SIDE * 3;
  const pixels = new Uint8Array(images * area);
  for (let i = 0; i < pixels.length; i++) {
    const label = Math.floor(i / area) % CLASSES.length;
    const level = label === 0 ? 120 : label === 1 ? 60 : i % 3 === 0 ? 120 : 60;
    pixels[i] = level + stream.integer(100);
  }
  return { side: SIDE, pixels, labels: Uint16Array.from({ length: images }, (_, i) => i % 3) };
}

const settings = {
  ...resolveProtocol(quick, { imagesPerClass: 10, classes: CLASSES.length }),
  // Far more than any that the test stops at: a page that is slow to say so is still in time.
  epochs: 30,
  batch: 8,
  looks: 3,
};
let job: TrainJob = {
  network: { kind: 'convnet', depth: 3, width: 8 },
  settings,
  train: pictures(10, 1),
  heldOut: pictures(30, 2),
  classes: CLASSES,
  seed: 4,
};

/** What two trainings must share, as text: every number of the curves and of the weights. */
function textOf({ curves, last, weights }: TrainedNetwork): string {
  return JSON.stringify([curves, last.accuracy, [...last.confusion], [...weights]]);
}

let trainer: PageTrainer;
let worker: Worker;
let workers = 0;

const training = {
  async open(request: BackendRequest, siteUrl: string) {
    trainer = await PageTrainer.open({
      request,
      siteUrl,
      open: () => {
        workers += 1;
        worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
        return worker;
      },
    });
    return trainer.report;
  },

  /** Another size of training: a software adapter takes seconds for a step. */
  resize(epochs: number, width: number, perClass: number): void {
    job = {
      ...job,
      network: { kind: 'convnet', depth: 3, width },
      settings: { ...settings, epochs },
      train: pictures(perClass, 1),
      heldOut: pictures(perClass, 2),
    };
  },

  async whole(): Promise<string> {
    return textOf(await trainer.train(job, new Handle(), () => undefined));
  },

  /** Stops when an epoch is told, then goes on from the last checkpoint. */
  async stopped(epoch: number): Promise<{ text: string; error: ErrorRecord; at: number[] }> {
    const handle = new Handle();
    const checkpoints: TrainCheckpoint[] = [];
    const listen = (event: TrainEvent) => {
      if (event.kind === 'epoch' && event.point.epoch === epoch) handle.stop();
      if (event.kind === 'checkpoint') checkpoints.push(event.checkpoint);
    };
    const error = await trainer.train(job, handle, listen).then(() => {
      throw new Error('the training was not stopped');
    }, toErrorRecord);
    const from = checkpoints.at(-1);
    if (from === undefined) throw new Error('no checkpoint');
    const rest = await trainer.train({ ...job, from }, new Handle(), () => undefined);
    return { text: textOf(rest), error, at: [from.epoch, from.state.step] };
  },

  /** The worker dies when an epoch is told; nobody asks for anything. */
  async killed(epoch: number): Promise<{ text: string; workers: number }> {
    workers = 0;
    let isKilled = false;
    const result = await trainer.train(job, new Handle(), (event) => {
      if (isKilled || event.kind !== 'epoch' || event.point.epoch !== epoch) return;
      isKilled = true;
      worker.terminate();
    });
    return { text: textOf(result), workers };
  },

  /** The device goes away when an epoch is told; nobody asks for anything. */
  async lost(epoch: number): Promise<{ text: string; workers: number }> {
    workers = 0;
    let isLost = false;
    const result = await trainer.train(job, new Handle(), (event) => {
      if (isLost || event.kind !== 'epoch' || event.point.epoch !== epoch) return;
      isLost = true;
      new BroadcastChannel('lose-device').postMessage(null);
    });
    return { text: textOf(result), workers };
  },

  /** Holds the page's thread with rounds of arithmetic: of the processor's time, however busy it is. */
  hold(rounds: number): number {
    let value = 1;
    for (let round = 0; round < rounds; round++) value = Math.imul(value, 48_271) + round;
    return value;
  },

  /**
   * The same thread measures its speed meanwhile: the word to pause is there before the first of the steps that
   * it asks for, and whoever does not stand still makes some between them.
   * @returns epochs that were told when it stood still, those that came while it did, and all
   */
  async paused(): Promise<{ stood: number; during: number; after: number }> {
    const handle = new Handle();
    const third = Promise.withResolvers<void>();
    let told = 0;
    const going = trainer.train(job, handle, (event) => {
      if (event.kind !== 'epoch') return;
      told += 1;
      if (told !== 3) return;
      handle.pause();
      third.resolve();
    });
    const { signal } = new AbortController();
    await third.promise;
    await trainer.probe(job, signal);
    const stood = told;
    for (let i = 0; i < 2; i++) await trainer.probe(job, signal);
    const during = told - stood;
    handle.resume();
    await going;
    return { stood, during, after: told };
  },

  /** @returns the speed, and the seconds that measuring it took */
  async probe(): Promise<TrainSpeed & { readonly whole: number; readonly images: number }> {
    const started = performance.now();
    const speed = await trainer.probe(job, new AbortController().signal);
    const whole = (performance.now() - started) / 1000;
    return { ...speed, whole, images: job.heldOut.labels.length };
  },
};

declare global {
  interface Window {
    training: typeof training;
  }
}
window.training = training;
