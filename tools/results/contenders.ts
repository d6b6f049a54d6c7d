/** What is compared: a method with parameters, under the name that the table gives it. */
import { methods } from '../../src/methods';
import type { Method } from '../../src/methods/method';
import { defaultsOf, type ParameterValues } from '../../src/methods/parameters';

export interface Contender {
  /** "dmgd-normalised" */
  readonly id: string;
  readonly name: string;
  readonly method: Method;
  readonly parameters: ParameterValues;
}

/** Contenders that are no method's plain defaults. */
const VARIANTS: Readonly<
  Record<string, { readonly method: string; readonly name: string; readonly preset: string }>
> = {
  dmgd: { method: 'dmgd', name: 'DMGD, official step', preset: 'official-nette' },
  'dmgd-normalised': { method: 'dmgd', name: 'DMGD, normalised step', preset: 'normalised' },
};

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
  'coda',
] as const;

function contender(id: string): Contender {
  const variant = VARIANTS[id];
  const method = methods.find((one) => one.id === (variant?.method ?? id));
  if (method === undefined) {
    const known = [...new Set([...methods.map((one) => one.id), ...Object.keys(VARIANTS)])];
    throw new Error(`There is no "${id}" to compare; known are ${known.join(', ')}.`);
  }
  const preset = method.presets.find((one) => one.id === variant?.preset);
  if (variant !== undefined && preset === undefined) {
    throw new Error(`${method.name} has no preset "${variant.preset}" any more.`);
  }
  return {
    id,
    name: variant?.name ?? method.name,
    method,
    parameters: { ...defaultsOf(method.schema), ...preset?.parameters },
  };
}

/** @throws Error for a name that nothing is called */
export function contendersOf(ids: readonly string[]): Contender[] {
  return ids.map(contender);
}
