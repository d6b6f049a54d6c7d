/** The arithmetic of a control: what a slider, a number field and a reset do to a value. */
import type { RecipeParameters, SamplingSettings } from '../../core/formats/recipe';
import type { ParameterValue } from '../../methods/parameters';
import type { NumberParameter, Parameter } from './schema';

/** Integers over a range too long for a slider are drawn as a bare number field. */
const SLIDER_STEPS = 5000;

export type ControlKind = 'slider' | 'number' | 'choice' | 'toggle' | 'text';

export function controlKind(parameter: Parameter): ControlKind {
  if (parameter.kind === 'choice') return 'choice';
  if (parameter.kind === 'boolean') return 'toggle';
  if (parameter.kind === 'text') return 'text';
  return (parameter.max - parameter.min) / parameter.step > SLIDER_STEPS ? 'number' : 'slider';
}

/** Values by their parameters' names: a method's, or the sampling's. */
export type Values = RecipeParameters | SamplingSettings;

/** The value in force: what was set, where it is of the right type, else the default. */
export function valueOf(parameter: Parameter, values: Values): ParameterValue {
  const byName: RecipeParameters = { ...values };
  const value = byName[parameter.id];
  return typeof value === typeof parameter.default && value !== undefined
    ? value
    : parameter.default;
}

/** The nearest allowed value: inside the range and on the grid of steps that starts at `min`. */
export function nearestAllowed(parameter: NumberParameter, wanted: number): number {
  const { min, max, step } = parameter;
  if (!Number.isFinite(wanted)) return parameter.default;
  const clamped = Math.min(max, Math.max(min, wanted));
  const snapped = min + Math.round((clamped - min) / step) * step;
  const whole = Number(Math.min(max, snapped).toFixed(decimals(parameter)));
  return parameter.kind === 'integer' ? Math.round(whole) : whole;
}

/**
 * A typed text as a value: inside the range, and between two stops of the slider if one likes. Null
 * when it is no number, so that the field can go back.
 */
export function parseTyped(parameter: NumberParameter, text: string): number | null {
  const cleaned = text.trim().replace(',', '.');
  if (cleaned === '') return null;
  const wanted = Number(cleaned);
  if (!Number.isFinite(wanted)) return null;
  const inside = Math.min(parameter.max, Math.max(parameter.min, wanted));
  return parameter.kind === 'integer' ? Math.round(inside) : inside;
}

/** Where a value stands on the track, in [0, 1]. */
export function trackShare({ min, max }: NumberParameter, value: number): number {
  return max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
}

/** Decimals that tell two neighbouring values apart. */
export function decimals({ step, min }: NumberParameter): number {
  const digits = (value: number) => {
    const text = String(value);
    const exponent = /e-(\d+)$/.exec(text);
    if (exponent) return Number(exponent[1]);
    return text.split('.')[1]?.length ?? 0;
  };
  return Math.min(12, Math.max(digits(step), digits(min)));
}

/** With the decimals of the slider's stops, and more only where the value has more. */
export function formatValue(parameter: NumberParameter, value: number): string {
  const exact = String(Number(value.toPrecision(12)));
  const fixed = value.toFixed(decimals(parameter));
  return Number(fixed) === Number(exact) ? fixed : exact;
}
