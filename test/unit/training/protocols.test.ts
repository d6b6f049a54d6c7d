import { describe, expect, it } from 'vitest';
import { learningRate } from '../../../src/core/training/learning-rate';
import { resolveProtocol } from '../../../src/core/training/protocol';
import { PROTOCOLS } from '../../../src/core/training/protocols';
import { dmgd } from '../../../src/core/training/protocols/dmgd';
import { IDC_SCHEDULE, paper } from '../../../src/core/training/protocols/paper';
import { quick } from '../../../src/core/training/protocols/quick';
import { rd3 } from '../../../src/core/training/protocols/rd3';
import { rded } from '../../../src/core/training/protocols/rded';

const use = (imagesPerClass: number, classes = 10) => ({ imagesPerClass, classes });

describe('the papers’ protocol', () => {
  it.each([
    [1, 3000],
    [10, 2000],
    [20, 1500],
    [50, 1500],
    [100, 1000],
    [1300, 300],
  ])('trains sets of %i images a class for %i epochs', (imagesPerClass, epochs) => {
    expect(resolveProtocol(paper, use(imagesPerClass)).epochs).toBe(epochs);
  });

  it('takes two thirds of the epochs at 100 classes, in whole hundreds', () => {
    expect(resolveProtocol(paper, use(10, 100)).epochs).toBe(1300);
    expect(resolveProtocol(paper, use(50, 100)).epochs).toBe(1000);
    expect(resolveProtocol(paper, use(10, 99)).epochs).toBe(2000);
  });

  it('changes rate, decay and batch above 100 classes', () => {
    const many = resolveProtocol(paper, use(10, 1000));
    expect(many.optimiser).toMatchObject({ learningRate: 0.1, weightDecay: 1e-4, momentum: 0.9 });
    expect(many.batch).toBe(128);
    const few = resolveProtocol(paper, use(10));
    expect(few.optimiser).toMatchObject({ learningRate: 0.01, weightDecay: 5e-4 });
    expect(few.batch).toBe(64);
  });

  it('steps its rate at two thirds and five sixths, rounded down', () => {
    const rates = [0, 665, 666, 832, 833, 999].map((epoch) =>
      learningRate(IDC_SCHEDULE, 0.01, epoch, 1000),
    );
    const expected = [0.01, 0.01, 0.002, 0.002, 0.0004, 0.0004];
    rates.forEach((rate, i) => expect(rate).toBeCloseTo(expected[i] ?? NaN, 12));
  });
});

describe('the other protocols', () => {
  it('are RDED with batches by images a class, and RD3 with equal ones', () => {
    expect([1, 10, 50].map((n) => resolveProtocol(rded, use(n)).batch)).toEqual([10, 50, 100]);
    expect([1, 10, 50].map((n) => resolveProtocol(rd3, use(n)).batch)).toEqual([50, 50, 50]);
    expect([1, 10, 50].map((n) => resolveProtocol(rd3, use(n)).epochs)).toEqual([400, 400, 400]);
    expect(rded).toMatchObject({ labels: 'teacher', temperature: 20 });
  });

  it('let RDED’s rate end at half, a plain cosine at nothing', () => {
    expect(learningRate({ kind: 'cosine', span: 2 }, 1e-3, 300, 300)).toBeCloseTo(5e-4, 12);
    expect(learningRate({ kind: 'cosine', span: 1 }, 1e-3, 150, 300)).toBeCloseTo(5e-4, 12);
    expect(learningRate({ kind: 'cosine', span: 1 }, 1e-3, 300, 300)).toBeCloseTo(0, 12);
  });

  it('have DMGD’s AdamW and five repeats', () => {
    const resolved = resolveProtocol(dmgd, use(10));
    expect(resolved.optimiser).toMatchObject({
      kind: 'adamw',
      learningRate: 1e-3,
      weightDecay: 0.01,
    });
    expect(resolved.repeats).toBe(5);
  });

  it('take another network and side for cross-architecture tables', () => {
    const network = { kind: 'resnet', depth: 18, width: 64 } as const;
    expect(resolveProtocol(quick, { ...use(10), network, side: 64 })).toMatchObject({
      network,
      side: 64,
      preset: 'quick',
    });
  });

  it('have ids of their own', () => {
    expect(new Set(PROTOCOLS.map(({ id }) => id)).size).toBe(PROTOCOLS.length);
  });

  it('refuse a set without images', () => {
    expect(() => resolveProtocol(quick, use(0))).toThrow(/at least one image a class/);
  });
});
