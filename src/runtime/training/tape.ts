/**
 * Reverse-mode differentiation, at the time that the graph is written.
 *
 * Each rule writes its forward operators, and hands back its value together with a function that, given
 * the gradient of the loss by that value, writes the backward operators and returns the gradient by the
 * rule's input. Gradients by parameters are collected under the parameters' names.
 */
import { StillroomError } from '../../core/errors';
import type { Value } from './graph-builder';

export interface Traced {
  readonly value: Value;
  /**
   * @param gradient of the loss by `value`
   * @returns the gradient by the rule's input, or null where nobody needs it
   */
  backward(gradient: Value): Value | null;
}

/** A traced value whose rule always passes a gradient on. */
export interface TracedThrough extends Traced {
  backward(gradient: Value): Value;
}

/** The parameters of a graph by name, and their gradients once the backward pass is written. */
export class ParameterTape {
  readonly #values: ReadonlyMap<string, Value>;
  readonly #gradients = new Map<string, Value>();

  constructor(values: ReadonlyMap<string, Value>) {
    this.#values = values;
  }

  value(name: string): Value {
    const value = this.#values.get(name);
    if (value) return value;
    throw new StillroomError('ShapeMismatch', `The network has no parameter "${name}".`);
  }

  setGradient(name: string, gradient: Value): void {
    this.#gradients.set(name, gradient);
  }

  gradient(name: string): Value {
    const gradient = this.#gradients.get(name);
    if (gradient) return gradient;
    throw new StillroomError('ShapeMismatch', `No rule gave a gradient of "${name}".`);
  }
}
