/** One method's set of one seed: made by the product's own run, then measured class by class. */
import type { Control } from '../../src/core/call';
import { canonicalHash } from '../../src/core/formats/canonical-json';
import type { SamplingSettings } from '../../src/core/formats/recipe';
import { distill, type RunParts } from '../../src/run/distill';
import type { RunEvent } from '../../src/run/events';
import { makeRecipe, type PromptedClass } from '../../src/run/recipe/make-recipe';
import { measureClass } from '../../src/run/results/metrics';
import type { RunRecord } from '../../src/run/results/records';
import type { Runs } from '../../src/run/results/runs';
import type { ClassLatents } from '../../src/run/stages/latents';
import type { Contender } from './contenders';
import type { Distances } from './measures';

/** A class, and what its images are compared with. */
export interface ComparedClass extends PromptedClass {
  readonly latents: ClassLatents;
}

export interface SetParts extends RunParts {
  readonly runs: Runs;
}

export interface SetOrder {
  /** Of the collection. */
  readonly label: string;
  readonly classes: readonly ComparedClass[];
  readonly contender: Contender;
  readonly sampling: SamplingSettings;
}

/** By class; or why a class does not support the set, or that time ran out. */
export type MeasuredSet =
  | {
      readonly kind: 'measured';
      readonly record: RunRecord;
      readonly classes: readonly Distances[];
    }
  | { readonly kind: 'problem'; readonly message: string }
  | { readonly kind: 'stopped' };

/** @throws Error for a run that failed as a whole */
export async function measuredSet(
  parts: SetParts,
  { label, classes, contender, sampling }: SetOrder,
  control: Control,
  tell: (text: string) => void,
): Promise<MeasuredSet> {
  const settings = { method: contender.method.id, parameters: contender.parameters, sampling };
  const { recipe, plan } = makeRecipe(settings, classes, parts.model.loaded, parts.source);
  // The same settings go on with the same run.
  const handle = canonicalHash(recipe);
  let problem: string | null = null;
  let made = 0;
  const heard = (event: RunEvent) => {
    if (event.kind === 'class-failed') problem ??= event.message;
    if (event.kind !== 'image') return;
    made += 1;
    if (!event.found) tell(`${made} of ${classes.length * sampling.imagesPerClass} images`);
  };
  const order = { recipe, handle, label, startedAt: new Date().toISOString() };
  const outcome = await distill(parts, order, control, heard);
  if (outcome.kind === 'failed') throw new Error(`${contender.name}: ${outcome.message}`);
  if (outcome.kind === 'stopped') return { kind: 'stopped' };
  if (problem !== null) return { kind: 'problem', message: problem };
  const record = await parts.runs.get(handle);
  if (record === undefined) throw new Error(`${contender.name} left no record.`);
  const generated = plan.plan.output === 'generated';
  const numbers = await measured(parts, record, classes, generated, control.signal);
  return { kind: 'measured', record, classes: numbers };
}

async function measured(
  parts: SetParts,
  record: RunRecord,
  classes: readonly ComparedClass[],
  generated: boolean,
  signal: AbortSignal,
): Promise<Distances[]> {
  const found: Distances[] = [];
  for (const { folder, latents } of classes) {
    const compared = { record, folder, real: latents, truth: null };
    const numbers = await measureClass(parts, compared, signal);
    // What was taken as it is took no time that says anything.
    found.push(generated ? numbers : { ...numbers, secondsPerImage: null });
  }
  return found;
}
