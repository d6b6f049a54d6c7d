/**
 * Parameters are data. One schema draws the sliders, checks a recipe, fills the docs and names the
 * manifest's entries; the types of parsed values follow from it.
 */
import type { OwnNames } from '../core/by-name';
import { StillroomError } from '../core/errors';

/** What a parameter belongs to in the inspector: the run, the search for cores, a guidance term. */
export type ParameterGroup =
  | 'sampling'
  | 'start'
  | 'terms'
  | 'discovery'
  | 'coda-alignment'
  | 'mode-guidance'
  | 'transport'
  | 'soft-label'
  | 'joint'
  | 'scoring'
  | 'windows'
  | 'ranking'
  | 'assembly';

interface ParameterBase {
  readonly label: string;
  /** One line: what it does. */
  readonly help: string;
  /** Where its default and range come from. */
  readonly source: string;
  readonly group: ParameterGroup;
  /** One of the two or three that matter most for the method: it stands first, the others are folded away. */
  readonly essential?: true;
  /** The boolean parameters of which one has to be on for this one to mean anything. */
  readonly needs?: readonly string[];
}

export interface NumberParameter extends ParameterBase {
  readonly kind: 'number' | 'integer';
  readonly min: number;
  readonly max: number;
  /** Where the slider ends, when values up to `max` are allowed but seldom wanted. */
  readonly usual?: number;
  /** Of the slider; values between two stops are accepted. */
  readonly step: number;
  readonly default: number;
  /** "" for plain numbers. */
  readonly unit: string;
}

export interface ChoiceOption {
  readonly value: string;
  readonly label: string;
  /** Whether it is Stillroom's own, and no published method's. */
  readonly own?: boolean;
}

export interface ChoiceParameter extends ParameterBase {
  readonly kind: 'choice';
  readonly options: readonly ChoiceOption[];
  readonly default: string;
}

export interface BooleanParameter extends ParameterBase {
  readonly kind: 'boolean';
  readonly default: boolean;
}

/** One line of text, such as a prompt. */
export interface TextParameter extends ParameterBase {
  readonly kind: 'text';
  readonly maxLength: number;
  readonly default: string;
}

export type Parameter = NumberParameter | ChoiceParameter | BooleanParameter | TextParameter;
export type ParameterValue = number | string | boolean;
export type ParameterSchema = OwnNames<Parameter>;
export type ParameterValues = OwnNames<ParameterValue>;

type ValueOf<P extends Parameter> = P extends NumberParameter
  ? number
  : P extends ChoiceParameter
    ? P['options'][number]['value']
    : P extends TextParameter
      ? string
      : boolean;

/** The parsed values of a schema. */
export type ParametersOf<S extends ParameterSchema> = {
  readonly [Id in keyof S]: ValueOf<S[Id]>;
};

function range(parameter: NumberParameter): string {
  const unit = parameter.unit === '' ? '' : ` ${parameter.unit}`;
  const whole = parameter.kind === 'integer' ? 'a whole number' : 'a number';
  return `${whole} from ${parameter.min} to ${parameter.max}${unit}`;
}

/** What is wrong with a value, as the end of a sentence, or null. */
function fault(parameter: Parameter, value: unknown): string | null {
  switch (parameter.kind) {
    case 'number':
    case 'integer': {
      const fits =
        typeof value === 'number' &&
        value >= parameter.min &&
        value <= parameter.max &&
        (parameter.kind === 'number' || Number.isInteger(value));
      return fits ? null : range(parameter);
    }
    case 'choice': {
      const known = parameter.options.map((option) => option.value);
      return known.some((option) => option === value) ? null : `one of ${known.join(', ')}`;
    }
    case 'text': {
      const { maxLength } = parameter;
      const fits = typeof value === 'string' && value.length <= maxLength && !value.includes('\n');
      return fits ? null : `one line of at most ${maxLength} characters`;
    }
    case 'boolean':
      return typeof value === 'boolean' ? null : 'true or false';
    default:
      return parameter satisfies never;
  }
}

/** A received value for an error's sentence; NaN and Infinity have no JSON. */
function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
}

/**
 * Reads values against a schema. A missing one takes its default; an unknown name is an error, since
 * it is most likely a misspelt one.
 * @throws StillroomError BadParameter, naming the parameter, what was received and what is accepted
 */
export function parseParameters<S extends ParameterSchema>(
  schema: S,
  raw: unknown,
): ParametersOf<S> {
  if (raw !== undefined && (typeof raw !== 'object' || raw === null || Array.isArray(raw))) {
    throw new StillroomError(
      'BadParameter',
      `Parameters must be an object of names and values; received ${shown(raw)}.`,
    );
  }
  const given = new Map<string, unknown>(Object.entries(raw ?? {}));
  for (const name of given.keys()) {
    if (Object.hasOwn(schema, name)) continue;
    throw new StillroomError(
      'BadParameter',
      `There is no parameter "${name}" here; known are ${Object.keys(schema).join(', ') || 'none'}.`,
      { parameter: name },
    );
  }
  const values = Object.entries(schema).map(([name, parameter]): [string, unknown] => {
    const value = given.get(name) ?? parameter.default;
    const expected = fault(parameter, value);
    if (expected !== null) {
      throw new StillroomError(
        'BadParameter',
        `"${parameter.label}" (${name}) is ${shown(value)}; it must be ${expected}.`,
        { parameter: name },
      );
    }
    return [name, value];
  });
  return Object.fromEntries(values) as ParametersOf<S>;
}

/** The same schema, each parameter of use only while one of these booleans is on. */
export function under<S extends ParameterSchema>(needs: readonly string[], schema: S): S {
  return Object.fromEntries(
    Object.entries(schema).map(([name, parameter]) => [name, { ...parameter, needs }]),
  ) as S;
}

/** Every default of a schema. */
export function defaultsOf<S extends ParameterSchema>(schema: S): ParametersOf<S> {
  return parseParameters(schema, {});
}

/**
 * The same schema with other defaults, a pack's for instance.
 * @throws StillroomError BadParameter when one of them is not a value of its parameter
 */
export function withDefaults<S extends ParameterSchema>(schema: S, defaults: ParameterValues): S {
  parseParameters(schema, defaults);
  return Object.fromEntries(
    Object.entries(schema).map(([name, parameter]) => [
      name,
      { ...parameter, default: defaults[name] ?? parameter.default },
    ]),
  ) as S;
}
