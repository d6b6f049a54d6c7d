import { describe, expect, it } from 'vitest';
import { buildTerm } from '../../../src/core/guidance/build-term';
import type { TransportSpec } from '../../../src/core/guidance/spec';
import { officialShare } from '../../../src/core/guidance/transport';
import { randomStream } from '../../../src/core/random/stream';
import { SETTING, SIZE, solverStep, view, wave } from './setting';

const spec: TransportSpec = {
  kind: 'transport',
  strength: 1,
  step: 'official',
  window: { start: 0, end: 1 },
  prototypes: Float64Array.from([...wave(0.3), ...wave(1.4), ...wave(2.6)]),
  weights: Float64Array.of(4, 1, 2),
  memory: [wave(0.9), wave(1.7)],
  sinkhornEpsilon: 0.1,
  iterations: 5,
};
const posterior = { ...SETTING, hasPosteriorMean: true };

describe('transport', () => {
  it('moves the mean against std times d loss / d x, by finite differences', () => {
    const step = solverStep(2);
    const term = buildTerm(spec, posterior);
    const std = wave(0.5).map((v) => 0.2 + Math.abs(v));
    const x0 = wave(1.05);
    const lossAt = (clean: Float64Array) =>
      term.onMean?.(view(step), new Float64Array(SIZE), std, clean)?.loss ?? Number.NaN;
    const mean = new Float64Array(SIZE);
    term.onMean?.(view(step), mean, std, x0);
    const h = 1e-5;
    x0.forEach((value, i) => {
      // x moves x0 by 1/sqrt(A) with eps held.
      const dx0 = h / step.signal;
      const slope = (lossAt(x0.with(i, value + dx0)) - lossAt(x0.with(i, value - dx0))) / (2 * h);
      expect(mean[i]).toBeCloseTo(-(std[i] ?? 0) * slope, 7);
    });
  });

  it('moves by the asked share of the noise when normalised, in both forms', () => {
    const normalised = { ...spec, step: 'normalised', strength: 0.2 } as const;
    const std = wave(0.5).map(Math.abs);
    const mean = new Float64Array(SIZE);
    const onMean = buildTerm(normalised, posterior).onMean?.(
      view(solverStep(2)),
      mean,
      std,
      wave(1.05),
    );
    expect(Math.hypot(...mean)).toBeCloseTo(0.2 * Math.hypot(...std), 12);
    expect(onMean?.shiftShare).toBeCloseTo(0.2, 12);
    const out = wave(0.4);
    const onOut = buildTerm(normalised, SETTING).onGuidedPrediction?.(
      view(solverStep(2)),
      out,
      wave(1.05),
    );
    const shift = out.map((value, i) => value - (wave(0.4)[i] ?? 0));
    expect(Math.hypot(...shift)).toBeCloseTo(0.2 * Math.hypot(...wave(0.4)), 12);
    expect(onOut?.shiftShare).toBeCloseTo(0.2, 12);
  });

  it('moves eps by +sqrt(1 - A) rho g without a posterior: the mean form read as a score', () => {
    const step = solverStep(2);
    const gradient = new Float64Array(SIZE);
    buildTerm(spec, posterior).onMean?.(
      view(step),
      gradient,
      new Float64Array(SIZE).fill(1),
      wave(1.05),
    );
    const out = wave(0.4);
    buildTerm(spec, SETTING).onGuidedPrediction?.(view(step), out, wave(1.05));
    out.forEach((value, i) => {
      expect(value - (wave(0.4)[i] ?? 0)).toBeCloseTo(-step.noise * (gradient[i] ?? 0), 12);
    });
  });

  it('does nothing where there is no gradient: one prototype straight ahead', () => {
    const alone = {
      ...spec,
      step: 'normalised',
      prototypes: wave(1.05),
      weights: Float64Array.of(1),
      memory: [],
    } as const;
    const mean = new Float64Array(SIZE);
    const entry = buildTerm(alone, posterior).onMean?.(
      view(solverStep(2)),
      mean,
      wave(0.5).map(Math.abs),
      wave(1.05),
    );
    expect(mean).toEqual(new Float64Array(SIZE));
    expect(entry?.shiftShare).toBe(0);
    expect(entry?.distance).toBeCloseTo(0, 7);
  });

  it('refuses prototypes and finished latents of another size', () => {
    expect(() => buildTerm({ ...spec, prototypes: wave(1) }, posterior)).toThrow(/3 prototypes/);
    expect(() => buildTerm({ ...spec, memory: [wave(1).slice(2)] }, posterior)).toThrow(
      /finished latent 0 has 4 numbers/,
    );
  });
});

describe("the official step's share of the noise", () => {
  it('is at most about rho sqrt(1 + level^2) / size for the first image, and 1/N of it for the N-th', () => {
    // Latents that share part of themselves, as those of a class do.
    const size = 256;
    const level = 20;
    for (const own of [0.1, 0.5, 1]) {
      for (const count of [1, 3, 10]) {
        const random = randomStream({ seed: count, purpose: 'share-test' });
        const common = random.fillNormal(new Float64Array(size));
        const latent = () =>
          common.map((value) => Math.sqrt(1 - own * own) * value + own * random.normal());
        const official: TransportSpec = {
          ...spec,
          strength: 0.05,
          prototypes: Float64Array.from(Array.from({ length: 10 }, latent).flatMap((v) => [...v])),
          weights: new Float64Array(10).fill(1),
          memory: Array.from({ length: count - 1 }, latent),
        };
        const term = buildTerm(official, { ...posterior, latentSize: size });
        const step = solverStep(2, 1 / (1 + level * level));
        const std = new Float64Array(size).fill(0.2);
        const entry = term.onMean?.(view(step), new Float64Array(size), std, latent());
        const share = (entry?.shiftShare ?? 0) * count;
        const bound = officialShare(0.05, level, size);
        expect(share).toBeLessThan(bound);
        expect(share).toBeGreaterThan(0.1 * bound);

        // A flow holds its velocity: no 1/sqrt(A), whatever the noise. x = (1 - s) x0 + s n, out = n - x0.
        const s = 0.9;
        const [x0, n] = [latent(), random.fillNormal(new Float64Array(size))];
        const input = x0.map((value, i) => (1 - s) * value + s * (n[i] ?? 0));
        const velocity = n.map((value, i) => value - (x0[i] ?? 0));
        const flow = buildTerm(official, { ...SETTING, latentSize: size });
        const at = { ...solverStep(2, (1 - s) ** 2), sigma: s, signal: 1 - s, noise: s };
        const seen = { ...view(at, 'flow'), input };
        const flowShare = (flow.onGuidedPrediction?.(seen, velocity, x0)?.shiftShare ?? 0) * count;
        expect(flowShare).toBeLessThan(officialShare(0.05, 0, size));
        expect(flowShare).toBeGreaterThan(0.1 * officialShare(0.05, 0, size));
      }
    }
  });
});
