/** A class whose images are denoised together, by every solver. */
import { describe, expect, it } from 'vitest';
import { departure } from '../../../src/core/sampling/resume-step';
import { SampleTrace } from '../../../src/core/sampling/trace';
import type { SampleRequest } from '../../../src/core/sampling/sample-request';
import type { SolverSpec } from '../../../src/core/diffusion/solver/spec';
import type { JointTermSpec } from '../../../src/core/guidance/spec';
import {
  allTerms,
  lastLatents,
  request,
  run,
  SIZE,
  SOLVERS,
  solverName,
  stepCount,
  tinyNetwork,
} from './tiny-network';

const named = SOLVERS.map((solver) => [solverName(solver), solver] as const);
const mean = Float64Array.from({ length: SIZE }, (_, i) => Math.cos(1.1 * i));

const bothTerms = (end: number): JointTermSpec[] => [
  { kind: 'repulsion', strength: 0.1, window: { start: 0, end } },
  { kind: 'mean-matching', strength: 0.4, window: { start: 0, end }, mean },
];

const foxes = (solver: SolverSpec, images: readonly number[], joint?: readonly JointTermSpec[]) =>
  request(
    solver,
    images.map((image) => ({ className: 'fox', image, terms: [] })),
    joint && { joint },
  );

const rows = (values: Float64Array) =>
  Array.from({ length: values.length / SIZE }, (_, i) => values.subarray(i * SIZE, (i + 1) * SIZE));
const meanOf = (values: Float64Array) =>
  Array.from({ length: SIZE }, (_, d) => {
    const all = rows(values);
    return all.reduce((sum, row) => sum + (row[d] ?? 0) / all.length, 0);
  });

describe.each(named)('images that are denoised together, %s', (_name, solver) => {
  it('have the mean that the share says, at each step and as the solver uses it', async () => {
    const joint: JointTermSpec[] = [
      { kind: 'mean-matching', strength: 0.4, window: { start: 0, end: 1 }, mean },
    ];
    for (const step of await run(foxes(solver, [0, 1, 2], joint))) {
      const before = meanOf(step.x0);
      meanOf(step.guidedX0).forEach((value, d) => {
        const own = before[d] ?? Number.NaN;
        expect(value).toBeCloseTo(own + 0.4 * ((mean[d] ?? 0) - own), 6);
      });
    }
  });

  it('are moved by repulsion as far as the report says, a share of the noise', async () => {
    const joint: JointTermSpec[] = [
      { kind: 'repulsion', strength: 0.1, window: { start: 0, end: 0.5 } },
    ];
    const steps = await run(foxes(solver, [0, 1, 2], joint));
    expect(steps.some((step) => step.report.flat().length > 0)).toBe(true);
    for (const { x0, guidedX0, report } of steps) {
      const moved = rows(guidedX0).map((row, i) =>
        Math.hypot(...row.map((value, d) => value - (rows(x0)[i]?.[d] ?? 0))),
      );
      report.forEach((terms, i) => {
        if (terms.length === 0) return;
        expect(terms).toMatchObject([{ term: 'repulsion' }]);
        expect(terms[0]?.shiftNorm).toBeCloseTo(moved[i] ?? Number.NaN, 6);
      });
    }
  });

  it('are the same images in any order', async () => {
    const [some, others] = [
      [0, 1, 2, 3],
      [2, 0, 3, 1],
    ];
    const one = rows(lastLatents(await run(foxes(solver, some, bothTerms(1)))));
    const other = rows(lastLatents(await run(foxes(solver, others, bothTerms(1)))));
    others.forEach((image, position) => {
      other[position]?.forEach((value, d) => {
        expect(value).toBeCloseTo(one[image]?.[d] ?? Number.NaN, 6);
      });
    });
  });

  it('leave a single image what it is alone under repulsion', async () => {
    const [repulsion] = bothTerms(1);
    const joint = repulsion ? [repulsion] : [];
    expect(lastLatents(await run(foxes(solver, [1], joint)))).toEqual(
      lastLatents(await run(foxes(solver, [1]))),
    );
  });

  it('go on from the first step that a changed window touches', async () => {
    const [before, after] = [
      foxes(solver, [0, 1], bothTerms(0.5)),
      foxes(solver, [0, 1], bothTerms(1)),
    ];
    expect(departure(before, after)).toEqual({
      step: Math.ceil(stepCount(solver) / 2),
      sameQuestion: true,
    });
    const trace = new SampleTrace();
    for await (const _ of trace.sample(before, tinyNetwork()));
    for await (const _ of trace.sample(after, tinyNetwork()));
    expect(trace.steps).toEqual(await run(after));
  });

  it('act beside the terms of each image', async () => {
    const own = allTerms(0, 1).slice(0, 2);
    const images = [0, 1].map((image) => ({ className: 'fox', image, terms: own }));
    const steps = await run(request(solver, images, { joint: bothTerms(1) }));
    const kinds = new Set(steps.flatMap(({ report }) => report.flat().map(({ term }) => term)));
    expect([...kinds].sort()).toEqual([
      'coda-alignment',
      'mean-matching',
      'mode-guidance',
      'repulsion',
    ]);
  });
});

it('joint terms refuse images of two classes', async () => {
  const [solver] = SOLVERS;
  if (solver === undefined) throw new Error('no solver');
  const images = ['fox', 'owl'].map((className) => ({ className, image: 0, terms: [] }));
  const wanted: SampleRequest = request(solver, images, { joint: bothTerms(1) });
  await expect(run(wanted)).rejects.toThrow(
    'Images of "fox" and of "owl" cannot be denoised together',
  );
});
