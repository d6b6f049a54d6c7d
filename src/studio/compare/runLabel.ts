/** What tells kept runs apart: method, images per class, seed, and the settings that differ. */
import { byName, type ByName } from '../../core/by-name';
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
function differing(runs: readonly ByName<ParameterValue>[]): string[] {
  const names = new Set(runs.flatMap((values) => [...values.keys()]));
  return [...names].filter((name) => new Set(runs.map((values) => values.get(name))).size > 1);
}

function samplingOf({ sampling }: KeptRun): ByName<ParameterValue> {
  return new Map<string, ParameterValue>(Object.entries(sampling));
}

/** @param others the runs that it stands among */
export function runLabel(run: KeptRun, others: readonly KeptRun[]): RunLabel {
  const method = findMethod(run.method);
  const alike = others.filter((other) => other.method === run.method);
  const described = (
    schema: ByName<SchemaParameter>,
    values: ByName<ParameterValue>,
    names: readonly string[],
  ) =>
    names.flatMap((name) => {
      const value = values.get(name);
      if (value === undefined) return [];
      const parameter = schema.get(name);
      return [`${parameter?.label ?? name} ${valueText(parameter, value)}`];
    });
  const always = new Set(['imagesPerClass', 'seed']);
  const parts = [
    `IPC ${run.sampling.imagesPerClass}`,
    `seed ${run.sampling.seed}`,
    ...described(
      byName<SchemaParameter>(samplingSchema),
      samplingOf(run),
      differing(others.map(samplingOf)).filter((name) => !always.has(name)),
    ),
    ...described(
      byName(method?.schema ?? {}),
      byName(run.parameters),
      differing(alike.map(({ parameters }) => byName(parameters))),
    ),
  ];
  if (run.madeAgain > 0) parts.push(`${run.madeAgain} made again`);
  if (new Set(others.map(({ packId }) => packId)).size > 1) parts.push(run.packId);
  return { name: method?.name ?? run.method, detail: parts.join(' · ') };
}
