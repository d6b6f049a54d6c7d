/** Training on Node through ONNX Runtime: stopped and gone on with, and measured. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNodeTrainer, type NodeTrainer } from '../../../src/command/node-trainer';
import { Handle } from '../../../src/core/control';
import { toErrorRecord } from '../../../src/core/errors';
import { randomStream } from '../../../src/core/random/stream';
import type { ImageSet } from '../../../src/core/training/image-set';
import { resolveProtocol } from '../../../src/core/training/protocol';
import type { TrainJob } from '../../../src/run/ports';
import type { TrainCheckpoint } from '../../../src/run/training/events';
import { TINY } from './evaluation-parts';

const SIDE = 8;

function pictures(images: number, seed: number): ImageSet {
  const stream = randomStream({ seed, purpose: 'test-pictures' });
  const area = SIDE * SIDE * 3;
  const pixels = Uint8Array.from({ length: images * area }, (_, i) => {
    const label = Math.floor(i / area) % 2;
    return 50 + 100 * label + stream.integer(100);
  });
  return { side: SIDE, pixels, labels: Uint16Array.from({ length: images }, (_, i) => i % 2) };
}

const job: TrainJob = {
  network: { kind: 'convnet', depth: 2, width: 8 },
  settings: { ...resolveProtocol(TINY, { imagesPerClass: 5, classes: 2 }), epochs: 20 },
  train: pictures(10, 1),
  heldOut: pictures(40, 2),
  classes: ['dark', 'light'],
  seed: 3,
};

let trainer: NodeTrainer;
beforeAll(async () => {
  trainer = await openNodeTrainer({ threads: 1 });
});
afterAll(() => trainer.close());

describe('openNodeTrainer', () => {
  it('says which version computes', () => {
    const about = readFileSync('node_modules/onnxruntime-web/package.json', 'utf8');
    const { version } = JSON.parse(about) as { version: string };
    expect(trainer.runtime).toBe(`onnxruntime-web ${version}`);
  });

  it('learns, and goes on from a checkpoint with the same weights', async () => {
    const whole = await trainer.train(job, new Handle(), () => undefined);
    // Half is chance, and the two differ in brightness alone.
    expect(whole.last.accuracy).toBeGreaterThan(0.8);
    const handle = new Handle();
    let from: TrainCheckpoint | undefined;
    const stopped = await trainer
      .train(job, handle, (event) => {
        if (event.kind === 'epoch' && event.point.epoch === 7) handle.stop();
        if (event.kind === 'checkpoint') from = event.checkpoint;
      })
      .then(() => null, toErrorRecord);
    expect(stopped?.code).toBe('Aborted');
    if (!from) throw new Error('no checkpoint');
    expect(from.epoch).toBe(7);
    expect(await trainer.train({ ...job, from }, new Handle(), () => undefined)).toEqual(whole);
  });

  it('learns from a teacher', async () => {
    const { weights } = await trainer.train(job, new Handle(), () => undefined);
    const settings = { ...job.settings, labels: 'teacher', temperature: 4 } as const;
    const taught = { ...job, settings, seed: 9, teacher: { network: job.network, weights } };
    const { last, curves } = await trainer.train(taught, new Handle(), () => undefined);
    expect(last.accuracy).toBeGreaterThan(0.8);
    // A divergence from nearly even targets: their cross-entropy alone would be log 2.
    const losses = curves.losses.map(({ loss }) => loss);
    expect(Math.max(...losses)).toBeLessThan(0.3);
    expect(Math.min(...losses)).toBeGreaterThan(-1e-5);
  });

  it('measures a step and a look', async () => {
    const started = performance.now();
    const { step, look } = await trainer.probe(job, new AbortController().signal);
    const whole = (performance.now() - started) / 1000;
    expect(step).toBeGreaterThan(0);
    expect(look).toBeGreaterThan(0);
    // The median of three steps and a look at each held-out image are parts of the probe.
    expect(2 * step + job.heldOut.labels.length * look).toBeLessThan(whole);
  });
});
