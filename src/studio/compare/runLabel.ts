/** What tells kept runs apart: method, images per class, seed, and the settings that differ. */
import type { RecipeParameters } from '../../core/formats/recipe';
import type { Parameter as SchemaParameter } from '../../methods/parameters';
import { samplingSchema } from '../../methods/sampling';
import { findMethod } from '../inspector/schema';
import type { KeptRun } from '../state/compare';
import type { ParameterValue } from '../../methods/parameters';

export interface RunLabel {
  /** The method's name. */
  readonly name: string;
  /** "IPC 10 · seed 0 · Alignment 0.05" */
  readonly detail: string;
}

function valueText(parameter: SchemaParameter | undefined, value: ParameterValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (parameter?.kind !== 'choice') return String(value);
  return parameter.options.find((option) => option.value === value)?.label ?? String(value);
}

/** Names of values that are not the same in all of the runs. */
function differing(runs: readonly KeptRun[], pick: (run: KeptRun) => RecipeParameters): string[] {
  const names = new Set(runs.flatMap((run) => Object.keys(pick(run))));
  return [...names].filter((name) => new Set(runs.map((run) => pick(run)[name])).size > 1);
}

/** @param others the runs that it stands among */
export function runLabel(run: KeptRun, others: readonly KeptRun[]): RunLabel {
  const method = findMethod(run.method);
  const sampling: Readonly<Record<string, SchemaParameter>> = samplingSchema;
  const alike = others.filter((other) => other.method === run.method);
  const described = (
    schema: Readonly<Record<string, SchemaParameter>>,
    values: RecipeParameters,
    names: readonly string[],
  ) =>
    names.flatMap((name) => {
      const value = values[name];
      if (value === undefined) return [];
      return [`${schema[name]?.label ?? name} ${valueText(schema[name], value)}`];
    });
  const always = new Set(['imagesPerClass', 'seed']);
  const parts = [
    `IPC ${run.sampling.imagesPerClass}`,
    `seed ${run.sampling.seed}`,
    ...described(
      sampling,
      { ...run.sampling },
      differing(others, (one) => ({ ...one.sampling })).filter((name) => !always.has(name)),
    ),
    ...described(
      method?.schema ?? {},
      run.parameters,
      differing(alike, (one) => one.parameters),
    ),
  ];
  if (run.madeAgain > 0) parts.push(`${run.madeAgain} made again`);
  if (new Set(others.map(({ packId }) => packId)).size > 1) parts.push(run.packId);
  return { name: method?.name ?? run.method, detail: parts.join(' · ') };
}
