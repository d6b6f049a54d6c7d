/** Which parameters a grid can vary, and at which values it starts. */
import { controlKind, formatValue, nearestAllowed, parseTyped } from '../inspector/parameterValue';
import type { ChoiceParameter, NumberParameter, Parameter } from '../inspector/schema';
import type { ParameterValue } from '../../methods/parameters';

/** Values along one side of a grid, at most. */
export const MOST_VALUES = 8;
/** Around the value in force: nothing, half, itself, twice and four times as much. */
const FACTORS = [0, 0.5, 1, 2, 4];

export type GridParameter = NumberParameter | ChoiceParameter;

/** Numbers and choices; how many images a class has changes no picture. */
export function gridParameters(parameters: readonly Parameter[]): GridParameter[] {
  return parameters.filter(
    (parameter): parameter is GridParameter =>
      parameter.kind !== 'boolean' &&
      parameter.kind !== 'text' &&
      parameter.id !== 'imagesPerClass',
  );
}

/** Three to five values around the one in force, or all options of a choice. */
export function startingValues(
  parameter: GridParameter,
  current: ParameterValue,
): ParameterValue[] {
  if (parameter.kind === 'choice') {
    return parameter.options.map(({ value }) => value).slice(0, MOST_VALUES);
  }
  const value = Number(current);
  // A seed has no more and less of it: the next ones do.
  const wanted =
    controlKind(parameter) === 'number'
      ? [0, 1, 2, 3].map((next) => value + next)
      : FACTORS.map((factor) => value * factor);
  const around = distinct(wanted.map((one) => nearestAllowed(parameter, one)));
  return around.length >= 3 ? around : spread(parameter);
}

function spread(parameter: NumberParameter): number[] {
  const { min } = parameter;
  const max = parameter.usual ?? parameter.max;
  return distinct(
    [0, 0.25, 0.5, 0.75, 1].map((share) => nearestAllowed(parameter, min + share * (max - min))),
  );
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** "0, 0.5, 1" as values inside the parameter's range; null when one is no number or none is left. */
export function parseValues(parameter: NumberParameter, text: string): number[] | null {
  const parts = text.split(/[\s;,]+/).filter((part) => part !== '');
  const values = parts.map((part) => parseTyped(parameter, part));
  if (values.length === 0 || values.length > MOST_VALUES) return null;
  return values.every((value) => value !== null) ? [...new Set(values)] : null;
}

export function valuesText(parameter: NumberParameter, values: readonly ParameterValue[]): string {
  return values.map((value) => formatValue(parameter, Number(value))).join(', ');
}

/** A value as it stands beside its row or column. */
export function valueLabel(parameter: GridParameter, value: ParameterValue): string {
  if (parameter.kind === 'choice') {
    return parameter.options.find((option) => option.value === value)?.label ?? String(value);
  }
  return String(value);
}
