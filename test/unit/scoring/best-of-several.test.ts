/** Best of several, over a whole class of drawn pictures and the stand-in model. */
import { describe, expect, it } from 'vitest';
import { controlOf } from '../../../src/core/control';
import { coverageGains } from '../../../src/core/scoring/candidates';
import { planOf } from '../../../src/methods/plan-of';
import { candidatesJob } from '../../../src/run/makers/best-candidate';
import { readClass } from '../../../src/run/makers/class-work';
import { GeneratedClass } from '../../../src/run/makers/generated';
import { jobOf, prepareGenerated } from '../../../src/run/makers/generated-inputs';
import type { RecipeParameters } from '../../../src/core/formats/recipe';
import { memoryParts, recipeFor } from '../../support/run/run-parts';
import { STAND_IN_PACK } from '../../support/run/stand-in-model';

const control = controlOf(new AbortController().signal);
const hooks = { control, tell: () => undefined };
const make = { ...hooks, onStep: () => undefined };

async function classOf(method: string, parameters: RecipeParameters) {
  const parts = memoryParts();
  const recipe = recipeFor({ method, parameters });
  const plan = planOf(recipe, STAND_IN_PACK);
  if (plan.plan.output !== 'generated') throw new Error(`${method} samples nothing`);
  const work = await readClass(parts, { recipe, plan, folder: 'owl' }, hooks);
  const inputs = await prepareGenerated(parts, work, plan.plan, hooks);
  return { parts, plan, inputs, maker: new GeneratedClass(parts, work, plan.plan, inputs) };
}

/** The latents of the candidates of image 1, and what they add to a class with `made`. */
async function candidatesOf(parameters: RecipeParameters, made: readonly Float64Array[] = []) {
  const { parts, plan, inputs } = await classOf('mode-guidance', parameters);
  if (plan.plan.output !== 'generated' || plan.plan.candidates === null) throw new Error('one');
  const job = candidatesJob(jobOf(plan, plan.plan, inputs, [1], made), plan.plan.candidates);
  const images = await parts.model.sample(job, control, () => undefined);
  const latents = images.map(({ latent }) => latent);
  if (inputs.latents === null) throw new Error('the class was not encoded');
  return { latents, gains: coverageGains(latents, inputs.latents, made) };
}

describe('best of several', () => {
  const four = { candidates: 4, candidateTypicality: 0 };

  it('keeps the candidate that covers most, of which the first is the image that one alone is', async () => {
    const { latents, gains } = await candidatesOf(four);
    expect(new Set(latents.map((latent) => latent.join())).size).toBe(4);
    const alone = await (await classOf('mode-guidance', {})).maker.make(1, [], make);
    expect(latents[0]).toEqual(alone.latent);
    const { maker } = await classOf('mode-guidance', four);
    const kept = await maker.make(1, [], make);
    const best = gains.indexOf(Math.max(...gains));
    expect(kept.latent).toEqual(latents[best]);
  });

  it('looks at the images before it, and is the same for the same', async () => {
    const before = await candidatesOf(four);
    // An image like the kept candidate is there: that candidate adds nothing any more.
    const best = before.gains.indexOf(Math.max(...before.gains));
    const made = [Float64Array.from(before.latents[best] ?? [])];
    const { gains, latents } = await candidatesOf(four, made);
    expect(gains[best]).toBeCloseTo(0, 9);
    const { maker } = await classOf('mode-guidance', four);
    const kept = await maker.make(1, made, make);
    expect(kept.latent).toEqual(latents[gains.indexOf(Math.max(...gains))]);
    expect((await maker.make(1, made, make)).latent).toEqual(kept.latent);
  });

  it('makes a class in a row, encodes it for methods without targets, and names images apart', async () => {
    const one = await classOf('plain', {});
    const several = await classOf('plain', { candidates: 3, candidateTypicality: 1 });
    expect(one.inputs.latents).toBeNull();
    expect(several.inputs.latents?.rows).toBe(8);
    expect(several.plan.plan).toMatchObject({ sequential: true });
    expect(several.maker.key(0)).not.toBe(one.maker.key(0));
    const { pixels } = await several.maker.make(0, [], make);
    expect(pixels).toHaveLength(8 * 8 * 3);
  });
});

describe('a start from the core without a condition', () => {
  it('asks the network with the null condition alone, from the real image’s latent', async () => {
    const raw = { start: 'core', startStrength: 0.7, condition: 'none' };
    const { plan, inputs, maker } = await classOf('plain', raw);
    if (plan.plan.output !== 'generated') throw new Error('plain samples');
    const job = jobOf(plan, plan.plan, inputs, [0], []);
    expect(job.strength).toBe(0.7);
    const [image] = job.images;
    expect(image?.condition).toEqual(job.nullCondition);
    const source = maker.source(0);
    const { data, columns } = inputs.latents ?? { data: new Float32Array(0), columns: 0 };
    const row = source?.image ?? -1;
    const start = Float32Array.from(image?.startLatent ?? []);
    expect(start).toEqual(data.slice(row * columns, (row + 1) * columns));
    expect(
      jobOf(plan, { ...plan.plan, condition: 'class' }, inputs, [0], []).images[0]?.condition,
    ).toEqual(inputs.conditions.own);
  });
});
