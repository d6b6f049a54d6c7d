/**
 * What is compared: a method with parameters, under the name that the table gives it. A contender is
 * asked for by its id, with other values behind it where they are not the defaults:
 *
 *     coda
 *     coda+alignment=0.2+alignmentWeight=run
 *     coda+cfgScale=2+cfgTo=0.6
 */
import type { SamplingSettings } from '../../src/core/formats/recipe';
import { methods } from '../../src/methods';
import type { Method } from '../../src/methods/method';
import {
  defaultsOf,
  parseParameters,
  type ParameterSchema,
  type ParameterValue,
  type ParameterValues,
} from '../../src/methods/parameters';
import { samplingSchema } from '../../src/methods/sampling';

export interface Contender {
  /** "dmgd-normalised" */
  readonly id: string;
  readonly name: string;
  readonly method: Method;
  readonly parameters: ParameterValues;
  /** Of the sampling settings, those that are its own. */
  readonly sampling: Partial<SamplingSettings>;
}

/** Sampling settings that a contender may have of its own. */
const OWN_SAMPLING: ParameterSchema = (({ cfgScale, cfgFrom, cfgTo }) => ({
  cfgScale,
  cfgFrom,
  cfgTo,
}))(samplingSchema);

/** Contenders that are no method's plain defaults. */
const VARIANTS: ReadonlyMap<
  string,
  { readonly method: string; readonly name: string; readonly preset: string }
> = new Map([
  ['dmgd', { method: 'dmgd', name: 'DMGD, official step', preset: 'official-nette' }],
  ['dmgd-normalised', { method: 'dmgd', name: 'DMGD, normalised step', preset: 'normalised' }],
]);

/** All of them, in the order of the table. */
export const DEFAULT_CONTENDERS = [
  'random-real',
  'closest-real',
  'herding',
  'k-centre',
  'plain',
  'd4m',
  'mode-guidance',
  'dmgd',
  'dmgd-normalised',
  'manifold',
  'rded-stitching',
  'coda',
  'joint',
] as const;

/** A value as it is typed, in the parameter's own type. @throws Error for a name that the schema lacks */
function typedValue(schema: ParameterSchema, name: string, text: string): ParameterValue {
  const parameter = new Map(Object.entries(schema)).get(name);
  if (parameter === undefined) {
    throw new Error(
      `There is no parameter "${name}"; known are ${Object.keys(schema).join(', ')}.`,
    );
  }
  if (parameter.kind === 'boolean') return text === 'true';
  return parameter.kind === 'number' || parameter.kind === 'integer' ? Number(text) : text;
}

function contender(asked: string): Contender {
  const [id = '', ...changes] = asked.split('+');
  const variant = VARIANTS.get(id);
  const method = methods.find((one) => one.id === (variant?.method ?? id));
  if (method === undefined) {
    const known = [...new Set([...methods.map((one) => one.id), ...VARIANTS.keys()])];
    throw new Error(`There is no "${id}" to compare; known are ${known.join(', ')}.`);
  }
  const preset = method.presets.find((one) => one.id === variant?.preset);
  if (variant !== undefined && preset === undefined) {
    throw new Error(`${method.name} has no preset "${variant.preset}" any more.`);
  }
  const schema = { ...method.schema, ...OWN_SAMPLING };
  const own = changes.map((change) => {
    const [name = '', text = ''] = change.split('=');
    return [name, typedValue(schema, name, text)] as const;
  });
  const sampling = own.filter(([name]) => name in OWN_SAMPLING);
  const shown = own.map(([name, value]) => `${name} ${String(value)}`).join(', ');
  return {
    id: asked,
    name: (variant?.name ?? method.name) + (shown === '' ? '' : ` (${shown})`),
    method,
    parameters: parseParameters(method.schema, {
      ...defaultsOf(method.schema),
      ...preset?.parameters,
      ...Object.fromEntries(own.filter(([name]) => !(name in OWN_SAMPLING))),
    }),
    sampling: Object.fromEntries(sampling),
  };
}

/** @throws Error for a name that nothing is called */
export function contendersOf(ids: readonly string[]): Contender[] {
  return ids.map(contender);
}
