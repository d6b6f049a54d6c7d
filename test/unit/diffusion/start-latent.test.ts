import { describe, expect, it } from 'vitest';
import { sample } from '../../../src/core/sampling/sampler';
import { firstStep } from '../../../src/core/sampling/sample-request';
import type { Denoiser } from '../../../src/core/diffusion/types';
import { request, run, SIZE, SOLVERS, solverName, stepCount } from './tiny-network';

const latent = Float64Array.from({ length: SIZE }, (_, i) => Math.cos(3 * i));
const noise = Float64Array.from({ length: SIZE }, (_, i) => Math.sin(5 * i + 1));
const image = { className: 'fox', image: 3, terms: [], startLatent: latent, initialNoise: noise };

describe.each(SOLVERS.map((solver) => [solverName(solver), solver] as const))(
  'starting from a latent, %s',
  (_name, solver) => {
    it('makes the last steps only, and the first state is the forward process at its level', async () => {
      const { prediction } = request(solver, [image]);
      // A network that knows the noise finds the latent again wherever the state has the right level.
      const knowing: Denoiser = ({ rows }) =>
        Promise.resolve(
          Float32Array.from({ length: rows * SIZE }, (_, j) => {
            const [n, z] = [noise[j % SIZE] ?? 0, latent[j % SIZE] ?? 0];
            return prediction === 'flow' ? n - z : n;
          }),
        );
      const total = stepCount(solver);
      const steps = [];
      for await (const step of sample({ ...request(solver, [image]), strength: 0.7 }, knowing)) {
        steps.push(step);
      }
      expect(steps).toHaveLength(Math.floor(total * 0.7));
      const [first] = steps;
      expect(first?.index).toBe(total - steps.length);
      first?.x0.forEach((value, i) => expect(value).toBeCloseTo(latent[i] ?? 0, 5));
    });
  },
);

describe('strength', () => {
  const [solver] = SOLVERS;
  if (solver === undefined) throw new Error('no solver');
  it('is where the schedule is entered', () => {
    expect(firstStep(undefined, 50)).toBe(0);
    expect(firstStep(1, 50)).toBe(0);
    expect(firstStep(0.7, 50)).toBe(15);
  });
  it.each([0, 0.01, -1, 1.5, Number.NaN])('of %s is refused', (strength) => {
    expect(() => firstStep(strength, 25)).toThrow(/at most 1 and leave at least one step/);
  });
  it('and a start latent need each other', async () => {
    await expect(run(request(solver, [image]))).rejects.toThrow(/no strength/);
    const bare = [{ className: 'fox', image: 3, terms: [] }];
    await expect(run({ ...request(solver, bare), strength: 0.5 })).rejects.toThrow(
      /no start latent/,
    );
  });
});
