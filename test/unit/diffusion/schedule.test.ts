import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alphasCumprod,
  sigmaTable,
  trainingBetas,
} from '../../../src/core/diffusion/schedule/betas';
import { karrasSigmas, timestepOfSigma } from '../../../src/core/diffusion/schedule/karras';
import { respacedChain, respacedTimesteps } from '../../../src/core/diffusion/schedule/respacing';
import { roundHalfEven } from '../../../src/core/diffusion/schedule/rounding';
import { spacedTimesteps } from '../../../src/core/diffusion/schedule/spacing';
import { ddimTables } from '../../../src/core/diffusion/solver/ddim';
import { dpmSolverTables } from '../../../src/core/diffusion/solver/dpm-solver';
import { flowTables } from '../../../src/core/diffusion/solver/flow-euler';
import type { NoiseSchedule } from '../../../src/core/diffusion/types';
import { SCHEDULE } from './tiny-network';

const LINEAR: NoiseSchedule = {
  trainTimesteps: 1000,
  betas: 'linear',
  betaStart: 1e-4,
  betaEnd: 0.02,
};

describe('roundHalfEven', () => {
  it('sends halves to the even neighbour', () => {
    expect([937.5, 812.5, 0.5, 1.5, 2.5, 3.5, -1.5].map(roundHalfEven)).toEqual([
      938, 812, 0, 2, 2, 4, -2,
    ]);
  });
  it('is Math.round away from halves', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (x) => {
        fc.pre(Math.abs(x - Math.floor(x) - 0.5) > 1e-9);
        expect(roundHalfEven(x)).toBe(Math.round(x));
      }),
    );
  });
});

describe('betas', () => {
  it('start and end where they are told to', () => {
    for (const schedule of [LINEAR, SCHEDULE]) {
      const betas = trainingBetas(schedule);
      expect(betas[0]).toBeCloseTo(schedule.betaStart, 15);
      expect(betas[999]).toBeCloseTo(schedule.betaEnd, 15);
    }
  });
  it('of squaredcos_cap_v2 telescope to cos^2 until the cap', () => {
    const alphas = alphasCumprod({ ...LINEAR, betas: 'squaredcos_cap_v2' });
    const bar = (time: number) => Math.cos(((time + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
    for (const t of [0, 100, 500, 900]) {
      expect(alphas[t]).toBeCloseTo(bar((t + 1) / 1000) / bar(0), 12);
    }
    expect(trainingBetas({ ...LINEAR, betas: 'squaredcos_cap_v2' })[999]).toBe(0.999);
  });
  it('refuses a schedule that is none', () => {
    expect(() => trainingBetas({ ...LINEAR, betaEnd: 1.5 })).toThrow(/between 0 and 1/);
    expect(() => trainingBetas({ ...LINEAR, trainTimesteps: 0 })).toThrow(/at least 2/);
  });
});

describe('spacing', () => {
  it('rounds trailing halves to even: 1000 - 62.5 k', () => {
    const timesteps = spacedTimesteps('trailing', 1000, 16, 0);
    expect(timesteps.slice(0, 4)).toEqual([999, 937, 874, 811]);
  });
  it('forms trailing strides as numpy.arange does', () => {
    // numpy.round(numpy.arange(1000, 0, -1000/48))[3] - 1 is 936; exact arithmetic gives 937.5 -> 938 - 1.
    expect(spacedTimesteps('trailing', 1000, 48, 0)[3]).toBe(936);
  });
  it('keeps linspace at both ends and leading at its offset', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 400 }), (steps) => {
        const even = spacedTimesteps('linspace', 1000, steps, 0);
        expect([even[0], even[steps - 1]]).toEqual([999, 0]);
        const leading = spacedTimesteps('leading', 1000, steps, 1);
        expect(leading[steps - 1]).toBe(1);
        expect(leading[0]).toBe((steps - 1) * Math.floor(1000 / steps) + 1);
      }),
    );
  });
  it('refuses more steps than timesteps, with the number', () => {
    expect(() => spacedTimesteps('leading', 1000, 1001, 0)).toThrow(/1001 steps/);
    expect(() => spacedTimesteps('leading', 1000, 2.5, 0)).toThrow(/2.5 steps/);
  });
});

describe('respacing', () => {
  it('visits both ends with evenly rounded positions', () => {
    expect(respacedTimesteps('4', 1000)).toEqual([0, 333, 666, 999]);
    expect(respacedTimesteps('1', 1000)).toEqual([0]);
  });
  it('takes the first stride of ddimN that gives N, and sections', () => {
    expect(respacedTimesteps('ddim50', 1000).slice(0, 3)).toEqual([0, 20, 40]);
    expect(respacedTimesteps('2,3', 10)).toEqual([0, 4, 5, 7, 9]);
  });
  it('says what is wrong with another text', () => {
    expect(() => respacedTimesteps('ddim999', 1000)).toThrow(/no whole stride/);
    expect(() => respacedTimesteps('fast', 1000)).toThrow(/"fast"/);
    expect(() => respacedTimesteps('2000', 1000)).toThrow(/only 1000/);
  });
  it('keeps A, and its betas multiply back to it', () => {
    const alphas = alphasCumprod(LINEAR);
    const chain = respacedChain('37', alphas);
    let product = 1;
    chain.betas.forEach((beta, i) => {
      product *= 1 - beta;
      expect(product).toBeCloseTo(alphas[chain.timesteps[i] ?? 0] ?? 0, 12);
    });
  });
  it('has the posterior that Bayes gives', () => {
    // q(x' | x, x0) from q(x' | x0) = N(sqrt(Ap) x0, 1 - Ap) and q(x | x') = N(sqrt(a) x', 1 - a).
    const chain = respacedChain('20', alphasCumprod(LINEAR));
    for (let i = 1; i < 20; i++) {
      const ap = chain.alphaBarPrev[i] ?? 0;
      const beta = chain.betas[i] ?? 0;
      const precision = 1 / (1 - ap) + (1 - beta) / beta;
      expect(chain.posteriorVariance[i]).toBeCloseTo(1 / precision, 14);
      expect(chain.posteriorMeanCoef1[i]).toBeCloseTo(Math.sqrt(ap) / (1 - ap) / precision, 12);
      expect(chain.posteriorMeanCoef2[i]).toBeCloseTo(Math.sqrt(1 - beta) / beta / precision, 12);
    }
  });
});

describe('sigmas', () => {
  it('go back and forth between timestep and sigma', () => {
    const table = sigmaTable(alphasCumprod(SCHEDULE));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), (t) => {
        expect(timestepOfSigma(table, table[t] ?? 0)).toBeCloseTo(t, 8);
      }),
    );
    expect(timestepOfSigma(table, 1e9)).toBe(999);
    expect(timestepOfSigma(table, 0)).toBe(0);
  });
  it('of Karras fall from end to end, and one step is the largest', () => {
    const sigmas = karrasSigmas(14.6, 0.03, 9);
    expect(sigmas[0]).toBeCloseTo(14.6, 12);
    expect(sigmas[8]).toBeCloseTo(0.03, 12);
    expect(karrasSigmas(14.6, 0.03, 1)[0]).toBeCloseTo(14.6, 12);
  });
  it('of Karras ignore spacing and offset', () => {
    const spec = { kind: 'dpmsolver++2m', steps: 25, karrasSigmas: true } as const;
    const one = dpmSolverTables({ ...spec, spacing: 'leading', stepsOffset: 1 }, SCHEDULE);
    const other = dpmSolverTables({ ...spec, spacing: 'trailing', stepsOffset: 0 }, SCHEDULE);
    expect(other).toEqual(one);
  });
  it('of a flow are shifted twice by default and once for linspace', () => {
    const shift = (s: number) => (3 * s) / (1 + 2 * s);
    const spec = { kind: 'flow-match-euler', steps: 5, shift: 3 } as const;
    const once = flowTables({ ...spec, sigmaSource: 'linspace' }, SCHEDULE);
    const twice = flowTables({ ...spec, sigmaSource: 'default' }, SCHEDULE);
    expect(once.sigmas[4]).toBeCloseTo(shift(0.2), 14);
    expect(twice.sigmas[4]).toBeCloseTo(shift(shift(0.001)), 14);
    expect([once.sigmas[0], twice.sigmas[0], twice.sigmas[5]]).toEqual([1, 1, 0]);
  });
  it('refuse steps that repeat a noise level', () => {
    const spec = { kind: 'dpmsolver++2m', karrasSigmas: false, stepsOffset: 0 } as const;
    expect(() => dpmSolverTables({ ...spec, steps: 1000, spacing: 'leading' }, SCHEDULE)).toThrow(
      /repeat the noise level/,
    );
  });
});

describe('DDIM', () => {
  it('steps T // n down and not to the next of the list', () => {
    const alphas = alphasCumprod(SCHEDULE);
    const tables = ddimTables(
      {
        kind: 'ddim',
        steps: 30,
        spacing: 'trailing',
        stepsOffset: 0,
        setAlphaToOne: false,
        eta: 0,
      },
      SCHEDULE,
    );
    expect(tables.timesteps[0]).toBe(999);
    expect(tables.alphasCumprodPrev[0]).toBe(alphas[999 - 33]);
    expect(tables.alphasCumprodPrev[29]).toBe(alphas[0]);
  });
});
