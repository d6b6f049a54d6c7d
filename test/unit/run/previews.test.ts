import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../../src/core/formats/recipe';
import { NO_EDITS } from '../../../src/core/scoring/edits';
import type { GeneratedPlan } from '../../../src/methods/method';
import { planOf } from '../../../src/methods/plan-of';
import { InputsCache } from '../../../src/run/makers/inputs-cache';
import { previewJob, withoutTerms } from '../../../src/run/makers/preview-job';
import type { Analysis, Model } from '../../../src/run/ports';
import { localAnalysis } from '../../../src/run/analysis/local-analysis';
import { Stages } from '../../../src/run/stages/stages';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor } from '../../support/run/run-parts';
import { STAND_IN_PACK, standInModel } from '../../support/run/stand-in-model';

function planned(recipe: Recipe) {
  const plan = planOf(recipe, STAND_IN_PACK);
  if (plan.plan.output !== 'generated') throw new Error('not a plan of sampled images');
  const method: GeneratedPlan = plan.plan;
  return { one: { recipe, plan, folder: 'owl' }, plan, method };
}

/** A cache over parts that count what they are asked for. */
function counted() {
  const model = standInModel();
  const analysis = localAnalysis();
  const calls = { makeConditions: 0, targets: 0 };
  const makeConditions: Model['makeConditions'] = (...args) => {
    calls.makeConditions += 1;
    return model.makeConditions(...args);
  };
  const targets: Analysis['targets'] = (...args) => {
    calls.targets += 1;
    return analysis.targets(...args);
  };
  const parts = memoryParts({
    model: { ...model, makeConditions },
    analysis: { ...analysis, targets },
    stages: new Stages(new MemoryStorage()),
  });
  return { cache: new InputsCache(parts), calls };
}

const silent = () => undefined;

describe('what a class brings into its previews', () => {
  it('is prepared anew for what it depends on, and for nothing else', async () => {
    const { cache, calls } = counted();
    const of = async (recipe: Recipe) => {
      const { one, method } = planned(recipe);
      await cache.of(one, method, silent);
      return { ...calls };
    };
    const recipe = recipeFor({ method: 'mode-guidance' });
    expect(await of(recipe)).toEqual({ makeConditions: 1, targets: 1 });
    const stronger = recipeFor({ method: 'mode-guidance', parameters: { modeStrength: 0.3 } });
    expect(await of(stronger)).toEqual({ makeConditions: 1, targets: 1 });
    const steps = recipeFor({ method: 'mode-guidance', sampling: { steps: 5, cfgScale: 3 } });
    expect(await of(steps)).toEqual({ makeConditions: 1, targets: 1 });
    const more = recipeFor({ method: 'mode-guidance', sampling: { imagesPerClass: 3 } });
    expect(await of(more)).toEqual({ makeConditions: 2, targets: 2 });
    const otherPrompt = {
      ...more,
      classes: more.classes.map((entry) =>
        entry.folder === 'fox' ? { ...entry, prompt: 'a fox at night' } : entry,
      ),
    };
    expect(await of(otherPrompt)).toEqual({ makeConditions: 2, targets: 2 });
  });

  it('has the seeds of its images, unless noise is asked for by hand', async () => {
    const { cache } = counted();
    const plain = recipeFor({ method: 'plain' });
    const again = {
      ...plain,
      edits: [{ folder: 'owl', ...NO_EDITS, seeds: [{ index: 1, seed: 8 }] }],
    };
    const seedsOf = async (recipe: Recipe, seed: number | null) => {
      const { one, plan, method } = planned(recipe);
      const inputs = await cache.of(one, method, silent);
      const job = previewJob(plan, method, inputs, { count: 2, seed, finished: [] });
      return [job.seed, ...job.images.map((image) => image.seed)];
    };
    expect(await seedsOf(plain, null)).toEqual([1, undefined, undefined]);
    expect(await seedsOf(again, null)).toEqual([1, undefined, 8]);
    expect(await seedsOf(again, 4)).toEqual([4, undefined, undefined]);
  });

  it('is stopped by other settings, and not kept where it failed', async () => {
    const { cache } = counted();
    const tooMany = planned(recipeFor({ method: 'plain', sampling: { imagesPerClass: 99 } }));
    const few = cache.of(tooMany.one, tooMany.method, silent);
    await expect(few).rejects.toMatchObject({ code: 'TooFewImages' });
    expect(cache.of(tooMany.one, tooMany.method, silent)).not.toBe(few);
    const first = planned(recipeFor({ method: 'mode-guidance' }));
    const second = planned(recipeFor({ method: 'd4m', sampling: { seed: 7 } }));
    const stopped = cache.of(first.one, first.method, silent);
    const going = cache.of(second.one, second.method, silent);
    await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
    expect((await going).folder).toBe('owl');
  });
});

describe("a preview's job", () => {
  it("is the run's with fewer images, or with other noise", async () => {
    const { cache } = counted();
    const { one, plan, method } = planned(recipeFor({ method: 'mode-guidance' }));
    const inputs = await cache.of(one, method, silent);
    const job = previewJob(plan, method, inputs, { count: 1, seed: null, finished: [] });
    expect(job).toMatchObject({ seed: 1, guidanceScale: 2 });
    expect(job.images.map(({ image, terms }) => [image, terms.length])).toEqual([[0, 1]]);
    const reseeded = previewJob(plan, method, inputs, { count: 2, seed: 9, finished: [] });
    expect(reseeded.seed).toBe(9);
    expect(reseeded.images.map(({ image }) => image)).toEqual([0, 1]);
    expect(withoutTerms(reseeded).images.map(({ terms }) => terms)).toEqual([[], []]);
  });
});
