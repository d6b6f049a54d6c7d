/**
 * What a run is called: its method, images per class, seed, and what differs from the preset that it is
 * nearest to, and from the sampling that its model prefers.
 */
import type { PackDescription } from '../../core/formats/pack';
import type { RecipeParameters, SamplingSettings } from '../../core/formats/recipe';
import type { MethodPreset } from '../../methods/method';
import { valueOf } from '../inspector/parameterValue';
import {
  findMethod,
  inUse,
  parametersOf,
  samplingParameters,
  type Parameter,
} from '../inspector/schema';

export interface RunName {
  /** The method's. */
  readonly name: string;
  /** "IPC 10 · seed 0 · Alignment 0.1" */
  readonly detail: string;
}

export interface NamedSettings {
  readonly method: string;
  readonly parameters: RecipeParameters;
  readonly sampling: SamplingSettings;
  readonly packId: string;
  /** Images that have a seed of their own. */
  readonly madeAgain: number;
}

/** Said of every run. */
const ALWAYS: ReadonlySet<string> = new Set(['imagesPerClass', 'seed']);

function valueText(parameter: Parameter, values: RecipeParameters): string {
  const value = valueOf(parameter, values);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (parameter.kind !== 'choice') return String(value);
  return parameter.options.find((option) => option.value === value)?.label ?? String(value);
}

/** The parameters of which these values are others than those. */
export function differing(
  parameters: readonly Parameter[],
  values: RecipeParameters,
  usual: RecipeParameters,
): Parameter[] {
  return parameters.filter((parameter) => valueOf(parameter, values) !== valueOf(parameter, usual));
}

/** The preset with the fewest other values; null where the method's defaults have as few. */
export function nearestPreset(
  presets: readonly MethodPreset[],
  parameters: readonly Parameter[],
  values: RecipeParameters,
  packId: string | null,
): MethodPreset | null {
  let best: MethodPreset | null = null;
  let fewest = differing(parameters, values, {}).length;
  for (const preset of presets) {
    if (preset.pack !== undefined && preset.pack !== packId) continue;
    const count = differing(parameters, values, preset.parameters).length;
    if (count < fewest) [best, fewest] = [preset, count];
  }
  return best;
}

const said = (parameter: Parameter, values: RecipeParameters): string =>
  `${parameter.label} ${valueText(parameter, values)}`;

function methodParts({ method, parameters: values, packId }: NamedSettings): string[] {
  const known = findMethod(method);
  if (known === undefined) return [];
  const parameters = parametersOf(known.schema);
  const preset = nearestPreset(known.presets, parameters, values, packId);
  const others = differing(inUse(parameters, values), values, preset?.parameters ?? {});
  return [
    ...(preset === null ? [] : [preset.label]),
    ...others.map((parameter) => said(parameter, values)),
  ];
}

/** @param pack the model that is loaded, whose own sampling goes without saying */
export function runName(run: NamedSettings, pack: PackDescription | null): RunName {
  const { method, sampling, packId, madeAgain } = run;
  const values: RecipeParameters = { ...sampling };
  const own = pack?.id === packId ? pack : null;
  const sampled = samplingParameters(own).filter(({ id }) => !ALWAYS.has(id));
  const parts = [
    `IPC ${sampling.imagesPerClass}`,
    `seed ${sampling.seed}`,
    ...methodParts(run),
    ...differing(sampled, values, {}).map((parameter) => said(parameter, values)),
    ...(madeAgain > 0 ? [`${madeAgain} made again`] : []),
  ];
  return { name: findMethod(method)?.name ?? method, detail: parts.join(' · ') };
}

/** "CoDA, IPC 10 · seed 0" */
export function wholeName({ name, detail }: RunName): string {
  return `${name}, ${detail}`;
}

/** What tells runs of one name apart, where there are any: the model, else how many classes they have. */
export function toldApart<
  Run extends RunName & Pick<NamedSettings, 'packId'> & { readonly folders: readonly string[] },
>(runs: readonly Run[]): Run[] {
  const models = new Set(runs.map(({ packId }) => packId)).size;
  return runs.map((run) => {
    const namesakes = runs.filter((other) => wholeName(other) === wholeName(run));
    const parts = [run.detail];
    if (models > 1) parts.push(run.packId);
    if (new Set(namesakes.map(({ folders }) => folders.length)).size > 1) {
      parts.push(`${run.folders.length} ${run.folders.length === 1 ? 'class' : 'classes'}`);
    }
    return { ...run, detail: parts.join(' · ') };
  });
}
