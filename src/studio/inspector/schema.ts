/**
 * The schemas of the methods and of the sampling, as lists that controls are drawn from. The default
 * of a sampling parameter is the loaded pack's own, and only solvers that can run it are offered.
 */
import type { PackDescription } from '../../core/formats/pack';
import type { RecipeParameters } from '../../core/formats/recipe';
import type { GuidanceTermKind } from '../../core/guidance/spec';
import { methods } from '../../methods';
import type { Method } from '../../methods/method';
import type * as schemas from '../../methods/parameters';
import { samplingSchema, samplingSchemaFor, solversFor } from '../../methods/sampling';

interface Named {
  readonly id: string;
}

export type NumberParameter = schemas.NumberParameter & Named;
export type ChoiceParameter = schemas.ChoiceParameter & Named;
export type BooleanParameter = schemas.BooleanParameter & Named;
export type TextParameter = schemas.TextParameter & Named;
export type Parameter = NumberParameter | ChoiceParameter | BooleanParameter | TextParameter;

export const methodList = methods;

export function findMethod(id: string): Method | undefined {
  return methods.find((method) => method.id === id);
}

/** A schema's parameters with their ids, in its order. */
export function parametersOf(schema: schemas.ParameterSchema): Parameter[] {
  return Object.entries(schema).map(([id, parameter]) => ({ ...parameter, id }));
}

/** The shared parameters, without a pack those of the schema itself. */
export function samplingParameters(pack: PackDescription | null): Parameter[] {
  if (pack === null) return parametersOf(samplingSchema);
  const solvers = new Set<string>(solversFor(pack.prediction));
  return parametersOf(samplingSchemaFor(pack.defaults)).map((parameter) =>
    parameter.kind === 'choice'
      ? { ...parameter, options: parameter.options.filter(({ value }) => solvers.has(value)) }
      : parameter,
  );
}

const GROUP_NAMES: Record<schemas.ParameterGroup, string> = {
  sampling: 'Sampling',
  start: 'Start',
  terms: 'Terms',
  discovery: 'Core discovery',
  'coda-alignment': 'Alignment',
  'mode-guidance': 'Mode guidance',
  transport: 'Optimal transport',
  'soft-label': 'Soft label',
  joint: 'Images together',
  scoring: 'Scoring',
  windows: 'Windows',
  ranking: 'Ranking',
  assembly: 'Pictures',
};

/** Groups of parameters of one guidance term. */
const TERMS: ReadonlySet<schemas.ParameterGroup> = new Set<schemas.ParameterGroup>([
  'coda-alignment',
  'mode-guidance',
  'transport',
  'soft-label',
  'joint',
]);

/** Whether it says how a guidance term moves the steps of an image. */
export function isOfTerm({ group }: Pick<Parameter, 'group'>): boolean {
  return TERMS.has(group);
}

/** What a term is called where its kind is known: in reports. */
const TERM_NAMES = {
  'coda-alignment': 'Alignment',
  'mode-guidance': 'Mode guidance',
  'manifold-guidance': 'Pull to the plane',
  transport: 'Optimal transport',
  'soft-label': 'Soft label',
  repulsion: 'Repulsion',
  'mean-matching': 'Matching of the mean',
} satisfies Record<GuidanceTermKind, string>;

/** A term by the name that its sliders have; a kind that is not known here, as it is. */
export function termName(kind: string): string {
  return new Map<string, string>(Object.entries(TERM_NAMES)).get(kind) ?? kind;
}

export interface Group {
  readonly id: schemas.ParameterGroup;
  readonly name: string;
  readonly members: readonly Parameter[];
}

/** The parameters that mean something while the others have these values. */
export function inUse(parameters: readonly Parameter[], values: RecipeParameters): Parameter[] {
  const on = (id: string): boolean => {
    const parameter = parameters.find((candidate) => candidate.id === id);
    return parameter === undefined || (values[id] ?? parameter.default) === true;
  };
  return parameters.filter(({ needs }) => needs === undefined || needs.some(on));
}

/** Parameters by group, groups in order of first appearance. */
export function groupsOf(parameters: readonly Parameter[]): Group[] {
  const ids = [...new Set(parameters.map((parameter) => parameter.group))];
  return ids.map((id) => ({
    id,
    name: GROUP_NAMES[id],
    members: parameters.filter((parameter) => parameter.group === id),
  }));
}
