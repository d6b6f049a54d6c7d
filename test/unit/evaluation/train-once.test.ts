/** Checkpoints on their way into storage, and what is said of a training that they begin. */
import { expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { nextTask } from '../../../src/core/next-task';
import { KeptTraining, type TrainingCauses } from '../../../src/run/evaluation/kept-trainings';
import { trainOnce } from '../../../src/run/evaluation/train-once';
import type { Entry, Trainer, TrainJob } from '../../../src/run/ports';
import { Stages } from '../../../src/run/stages/stages';
import type { TrainCheckpoint } from '../../../src/run/training/events';
import { MemoryStorage } from '../../support/run/memory-storage';

const CHECKPOINTS = 20;

const checkpointOf = (epoch: number): TrainCheckpoint => ({
  seed: 1,
  epoch,
  batch: 0,
  lossSum: 0,
  state: { step: epoch, weights: new Float32Array(1), moments: [] },
  curves: { losses: [], accuracies: [] },
});

/** Writes wait until they are let go, or fail. */
class SlowStorage extends MemoryStorage {
  writes = 0;
  go: () => void = () => undefined;
  fail: (reason: Error) => void = () => undefined;
  readonly #gate = new Promise<void>((resolve, reject) => {
    this.go = resolve;
    this.fail = reject;
  });

  override async put(entries: readonly Entry[]): Promise<void> {
    this.writes += 1;
    await this.#gate;
    await super.put(entries);
  }
}

/** Tells checkpoints, and is done once `told` is over. */
function telling(told: () => Promise<void>, runtime?: string): Trainer {
  return {
    backend: 'none',
    ...(runtime !== undefined && { runtime }),
    probe: () => Promise.reject(new Error('not asked')),
    logits: () => Promise.reject(new Error('not asked')),
    async train(_job, _control, onEvent) {
      for (let epoch = 1; epoch <= CHECKPOINTS; epoch++) {
        onEvent({ kind: 'checkpoint', checkpoint: checkpointOf(epoch) });
        await nextTask();
      }
      await told();
      return { weights: new Float32Array(1) } as Awaited<ReturnType<Trainer['train']>>;
    },
  };
}

const keptIn = (storage: MemoryStorage): KeptTraining =>
  new KeptTraining(new Stages(storage), 'owner', {} as TrainingCauses);

it('a storage slower than the training is given the last checkpoint, not all of them', async () => {
  const storage = new SlowStorage();
  const kept = keptIn(storage);
  const trainer = telling(async () => {
    expect(storage.writes).toBe(1);
    storage.go();
  });
  await trainOnce({ trainer, kept, clock: () => 0 }, {} as TrainJob, new Handle(), () => undefined);
  // The first one, and the last of those that came while it was written.
  expect(storage.writes).toBe(2);
  expect((await kept.checkpoint())?.checkpoint.epoch).toBe(CHECKPOINTS);
});

it('a storage that fails ends the training with its reason', async () => {
  const storage = new SlowStorage();
  const trainer = telling(async () => storage.fail(new Error('the disk is gone')));
  const parts = { trainer, kept: keptIn(storage), clock: () => 0 };
  await expect(trainOnce(parts, {} as TrainJob, new Handle(), () => undefined)).rejects.toThrow(
    'the disk is gone',
  );
  expect(storage.writes).toBe(1);
});

it.each([
  ['from its start on', undefined, 'ort 2'],
  ['from its own checkpoint on', { runtime: 'ort 2' }, 'ort 2'],
  ['from the checkpoint of another version on', { runtime: 'ort 1' }, undefined],
  ['from a checkpoint that names none on', {}, undefined],
])(
  'says what computed a training %s, where one version computed all of it',
  async (_, by, said) => {
    const kept = keptIn(new MemoryStorage());
    if (by !== undefined)
      await kept.putCheckpoint({ checkpoint: checkpointOf(0), seconds: 5, ...by });
    const trainer = telling(() => Promise.resolve(), 'ort 2');
    const job = { settings: { epochs: CHECKPOINTS } } as TrainJob;
    const parts = { trainer, kept, clock: () => 0 };
    const { runtime } = await trainOnce(parts, job, new Handle(), () => undefined);
    expect(runtime).toBe(said);
    expect((await kept.checkpoint())?.runtime).toBe(said);
  },
);
