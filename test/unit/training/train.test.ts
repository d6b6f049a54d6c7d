/** The order of a training: looks, curves, stops and checkpoints, bad input. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import { randomStream } from '../../../src/core/random/stream';
import { IDC_AUGMENTATION } from '../../../src/core/training/augment/settings';
import { describeNetwork } from '../../../src/core/training/describe-network';
import type { ImageSet } from '../../../src/core/training/image-set';
import { initialWeights } from '../../../src/core/training/initialise';
import type { TrainSettings } from '../../../src/core/training/protocol';
import type { Session } from '../../../src/runtime/session';
import { OrtTrainStep } from '../../../src/runtime/training/ort-train-step';
import type { TrainCheckpoint, TrainEvent } from '../../../src/run/training/events';
import { train, type TrainRequest } from '../../../src/run/training/train';
import { openSession } from './training-session';

// The first session of a process compiles ONNX Runtime.
vi.setConfig({ testTimeout: 60_000 });

const SIDE = 8;
const classes = ['bright', 'dark', 'red'];
const network = describeNetwork(
  { kind: 'convnet', depth: 2, width: 8 },
  { side: SIDE, classes: 3 },
);

const settings: TrainSettings = {
  epochs: 6,
  batch: 5,
  optimiser: { kind: 'sgd', learningRate: 0.05, momentum: 0.9, weightDecay: 5e-4, decays: 'all' },
  schedule: { kind: 'steps', milestones: [{ numerator: 2, denominator: 3 }], factor: 0.2 },
  augmentation: IDC_AUGMENTATION,
  labels: 'hard',
  temperature: 1,
  looks: 3,
};

/** Classes that differ by where the image is bright and in which channel; noise on top. */
function pictures(perClass: number, seed: number): ImageSet {
  const stream = randomStream({ seed, purpose: 'test-pictures' });
  const images = 3 * perClass;
  const pixels = new Uint8Array(images * SIDE * SIDE * 3);
  for (let i = 0; i < pixels.length; i++) {
    const label = Math.floor(i / (SIDE * SIDE * 3)) % 3;
    const row = Math.floor(i / (SIDE * 3)) % SIDE;
    const stripe = label === 0 ? row % 2 : label === 1 ? row >> 2 : i % 3 === 0 ? row >> 1 : 0;
    pixels[i] = 60 + 60 * (stripe % 2) + stream.integer(60);
  }
  return { side: SIDE, pixels, labels: Uint16Array.from({ length: images }, (_, i) => i % 3) };
}

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(async () => {
  await session.dispose();
});

const newStep = (temperature = 1) =>
  new OrtTrainStep(session, {
    network,
    optimiser: settings.optimiser,
    temperature,
    weights: initialWeights(network, 4),
  });

function request(changes: Partial<TrainRequest> = {}): TrainRequest {
  return {
    step: newStep(),
    settings,
    train: pictures(4, 1),
    heldOut: pictures(10, 2),
    classes,
    seed: 4,
    ...changes,
  };
}

describe('train', () => {
  it('learns, looks as often as asked, and reports both curves', async () => {
    const events: TrainEvent[] = [];
    const long = { ...settings, epochs: 40, looks: 4 };
    const result = await train(
      request({ settings: long, onEvent: (event) => void events.push(event) }),
    );
    expect(result.curves.accuracies.map(({ epoch }) => epoch)).toEqual([10, 20, 30, 40]);
    expect(result.curves.losses).toHaveLength(40);
    expect(result.last.images).toBe(30);
    // Chance is a third; the three patterns are far apart.
    expect(result.last.accuracy).toBeGreaterThan(0.8);
    expect(result.best.accuracy).toBe(
      Math.max(...result.curves.accuracies.map(({ accuracy }) => accuracy)),
    );
    expect(result.last.accuracy).toBe(result.curves.accuracies.at(-1)?.accuracy);
    expect(events.filter(({ kind }) => kind === 'look')).toHaveLength(4);
    expect(result.curves.losses.map(({ learningRate }) => learningRate)).toEqual([
      ...Array.from({ length: 26 }, () => 0.05),
      ...Array.from({ length: 14 }, () => 0.05 * 0.2),
    ]);
  });

  it('goes on from a stop at any step with the same curve, bit for bit', async () => {
    const whole = await train(request());
    for (const stopAfter of [1, 5, 9, 16]) {
      const stop = new AbortController();
      let steps = 0;
      let checkpoint: TrainCheckpoint | undefined;
      const stopped = train(
        request({
          signal: stop.signal,
          breathe: () => {
            if (steps === stopAfter) stop.abort();
            steps += 1;
            return Promise.resolve();
          },
          onEvent: (event) => {
            if (event.kind === 'checkpoint') checkpoint = event.checkpoint;
          },
        }),
      );
      await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
      if (!checkpoint) throw new Error('no checkpoint');
      expect(checkpoint.state.step).toBe(stopAfter);
      const rest = await train(request({ from: structuredClone(checkpoint) }));
      expect(rest).toEqual(whole);
    }
  });

  it('stopped in the middle of a look makes the look when it goes on', async () => {
    const whole = await train(request());
    const stop = new AbortController();
    let checkpoint: TrainCheckpoint | undefined;
    const stopped = train(
      request({
        step: stoppingInLook(stop),
        heldOut: pictures(50, 2),
        signal: stop.signal,
        onEvent: (event) => {
          if (event.kind === 'checkpoint') checkpoint = event.checkpoint;
        },
      }),
    );
    await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
    if (!checkpoint) throw new Error('no checkpoint');
    expect(checkpoint.curves.accuracies).toEqual([]);
    expect(await train(request({ from: checkpoint }))).toEqual(whole);
  });

  it('goes on from a finished training to its result', async () => {
    let checkpoint: TrainCheckpoint | undefined;
    const whole = await train(
      request({
        onEvent: (event) => {
          if (event.kind === 'checkpoint') checkpoint = event.checkpoint;
        },
      }),
    );
    if (!checkpoint) throw new Error('no checkpoint');
    expect(await train(request({ from: checkpoint }))).toEqual(whole);
    const stop = new AbortController();
    // More images than one batch of a look.
    const again = {
      from: checkpoint,
      step: stoppingInLook(stop),
      heldOut: pictures(50, 2),
      signal: stop.signal,
    };
    await expect(train(request(again))).rejects.toMatchObject({ code: 'Aborted' });
  });

  it('reports the KL divergence of a teacher: none from itself', async () => {
    // Student and teacher are the same network with the same weights at the first step.
    const step = newStep(20);
    const teacher = newStep();
    const points: number[] = [];
    await train(
      request({
        step,
        teacher,
        settings: { ...settings, labels: 'teacher', temperature: 20, epochs: 1, batch: 12 },
        onEvent: (event) => {
          if (event.kind === 'epoch') points.push(event.point.loss);
        },
      }),
    );
    expect(Math.abs(points[0] ?? 1)).toBeLessThan(1e-6);
  });
});

function bound(step: OrtTrainStep) {
  return {
    classes: step.classes,
    side: step.side,
    step: step.step.bind(step),
    logits: step.logits.bind(step),
    exportState: step.exportState.bind(step),
    importState: step.importState.bind(step),
    dispose: step.dispose.bind(step),
  };
}

/** A step that is stopped while it looks at held-out images. */
function stoppingInLook(stop: AbortController) {
  const step = newStep();
  return {
    ...bound(step),
    logits: (pixels: Float32Array, rows: number) => {
      stop.abort();
      return step.logits(pixels, rows);
    },
  };
}

describe('bad input', () => {
  const failing = async (changes: Partial<TrainRequest>) => {
    try {
      await train(request(changes));
    } catch (error) {
      if (error instanceof StillroomError) return error.message;
      throw error;
    }
    throw new Error('it trained');
  };

  it('is refused before the first step, with what to do', async () => {
    const heldOut = pictures(10, 2);
    expect(await failing({ heldOut: { ...heldOut, labels: heldOut.labels.map(() => 0) } })).toMatch(
      /"dark" has no held-out images/,
    );
    expect(await failing({ classes: ['bright'] })).toMatch(/at least two classes/);
    expect(await failing({ classes: [...classes, 'blue'] })).toMatch(
      /"blue" has no training images/,
    );
    const wide = { side: 16, pixels: new Uint8Array(3 * 768), labels: Uint16Array.of(0, 1, 2) };
    expect(await failing({ train: wide })).toMatch(/8 pixels a side, and received 16. Resize/);
    const taught = { ...settings, labels: 'teacher', temperature: 20 } as const;
    expect(await failing({ settings: taught })).toMatch(/learns from a teacher, and there is none/);
  });

  it('is refused when a checkpoint belongs to another seed', async () => {
    const checkpoint: TrainCheckpoint = {
      seed: 9,
      epoch: 0,
      batch: 0,
      lossSum: 0,
      state: await newStep().exportState(),
      curves: { losses: [], accuracies: [] },
    };
    expect(await failing({ from: checkpoint })).toMatch(/of seed 9, and this training of seed 4/);
  });

  it('is none of two images, one a class', async () => {
    const two: ImageSet = {
      side: SIDE,
      pixels: pictures(1, 1).pixels.subarray(0, 2 * SIDE * SIDE * 3),
      labels: Uint16Array.of(0, 1),
    };
    const pair = describeNetwork(
      { kind: 'convnet', depth: 2, width: 8 },
      { side: SIDE, classes: 2 },
    );
    const step = new OrtTrainStep(session, {
      network: pair,
      optimiser: settings.optimiser,
      temperature: 1,
      weights: initialWeights(pair, 1),
    });
    const result = await train(
      request({ step, train: two, heldOut: two, classes: ['bright', 'dark'] }),
    );
    expect(result.last.images).toBe(2);
  });
});
