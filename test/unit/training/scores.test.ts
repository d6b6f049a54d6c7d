import { describe, expect, it } from 'vitest';
import { ScoreCount } from '../../../src/core/training/score';
import { hardTargets, softTargets, targetEntropy } from '../../../src/core/training/targets';
import { requireTrainable, type ImageSet } from '../../../src/core/training/image-set';

describe('ScoreCount', () => {
  it('counts predictions by class, over several calls', () => {
    const count = new ScoreCount(3);
    count.add(Float32Array.of(2, 1, 0, 0, 3, 1), [0, 1]);
    count.add(Float32Array.of(5, 1, 0, 0, 0, 1, 1, 1, 0), [1, 2, 1]);
    const score = count.result();
    // The third is taken for class 0; in the last row classes 0 and 1 are equal, and 0 comes first.
    expect([...score.confusion]).toEqual([1, 0, 0, 2, 1, 0, 0, 0, 1]);
    expect(score).toMatchObject({ images: 5, correct: 3, accuracy: 0.6 });
    expect(score.classAccuracy).toEqual([1, 1 / 3, 1]);
    expect([...score.right]).toEqual([1, 1, 0, 1, 0]);
  });

  it.each([Number.NaN, Infinity])('has none of a network whose logits are %s', (bad) => {
    const count = new ScoreCount(2);
    expect(() => {
      count.add(Float32Array.of(0, bad), [0]);
    }).toThrow(expect.objectContaining({ code: 'NonFiniteOutput' }));
  });

  it('has the mean cross-entropy, however large the logits', () => {
    const count = new ScoreCount(2);
    count.add(Float32Array.of(1000, 1000, 0, Math.log(3)), [0, 1]);
    expect(count.result().loss).toBeCloseTo((Math.log(2) + Math.log(4 / 3)) / 2, 6);
  });
});

describe('targets', () => {
  it('of labels are ones', () => {
    expect([...hardTargets([2, 0], 3)]).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it('of a teacher are its probabilities at a temperature', () => {
    const targets = softTargets(Float32Array.of(0, 20 * Math.log(3), 800, 800), 2, 20);
    [1 / 4, 3 / 4, 1 / 2, 1 / 2].forEach((p, i) => expect(targets[i]).toBeCloseTo(p, 5));
  });

  it('have the entropy of their rows, by weight; none for labels', () => {
    const targets = Float32Array.of(0.5, 0.5, 1, 0);
    expect(targetEntropy(targets, Float32Array.of(0.25, 0.75), 2)).toBeCloseTo(
      0.25 * Math.log(2),
      6,
    );
  });
});

describe('sets that cannot be trained on', () => {
  const set = (labels: number[], side = 2): ImageSet => ({
    side,
    pixels: new Uint8Array(labels.length * side * side * 3),
    labels: Uint16Array.from(labels),
  });
  const classes = ['tench', 'church'];

  it('are named with what to do', () => {
    expect(() => requireTrainable(set([0, 1]), set([0, 0]), classes)).toThrow(
      /"church" has no held-out images.*Hold some/,
    );
    expect(() => requireTrainable(set([0]), set([0, 1]), classes)).toThrow(
      /"church" has no training images/,
    );
    expect(() => requireTrainable(set([0]), set([0]), ['tench'])).toThrow(/at least two classes/);
    expect(() => requireTrainable(set([0, 2]), set([0, 1]), classes)).toThrow(
      /label 2.*2 classes \(0 to 1\)/,
    );
    const short = { ...set([0, 1]), pixels: new Uint8Array(5) };
    expect(() => requireTrainable(short, set([0, 1]), classes)).toThrow(/5 bytes.*need 24/);
    const weighted = { ...set([0, 1]), weights: Float32Array.of(1) };
    expect(() => requireTrainable(weighted, set([0, 1]), classes)).toThrow(
      /1 weights for 2 images/,
    );
    const negative = { ...set([0, 1]), weights: Float32Array.of(1, -1) };
    expect(() => requireTrainable(negative, set([0, 1]), classes)).toThrow(/must be 0 or more/);
  });

  it('are none of two images in two classes', () => {
    expect(() => requireTrainable(set([0, 1]), set([1, 0]), classes)).not.toThrow();
  });
});
