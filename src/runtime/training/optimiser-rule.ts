/** The update of `src/core/training/optimiser.ts` on flat vectors. */
import type { ParameterLayout } from '../../core/training/parameters';
import type { AdamWSettings, OptimiserSettings, SgdSettings } from '../../core/training/optimiser';
import type { GraphBuilder, Value } from './graph-builder';

export interface UpdateInputs {
  /** [length] each. */
  readonly weights: Value;
  readonly gradient: Value;
  readonly moments: readonly Value[];
  /** [1] each. */
  readonly learningRate: Value;
  readonly correction1: Value;
  readonly correction2: Value;
}

export interface Updated {
  readonly weights: Value;
  readonly moments: readonly Value[];
}

/** `change` of the weights that decay; the others as they are. */
function decaying(
  g: GraphBuilder,
  weights: Value,
  { length, matrixLength }: ParameterLayout,
  decays: OptimiserSettings['decays'],
  change: (part: Value) => Value,
  others: (part: Value) => Value,
): Value {
  if (decays === 'all') return change(weights);
  const matrices = g.slice(weights, [0], [0], [matrixLength]);
  const vectors = g.slice(weights, [0], [matrixLength], [length - matrixLength]);
  return g.concat([change(matrices), others(vectors)], 0);
}

function sgd(
  g: GraphBuilder,
  { weights, gradient, moments: [momentum = weights], learningRate }: UpdateInputs,
  settings: SgdSettings,
  layout: ParameterLayout,
): Updated {
  const decay = decaying(
    g,
    weights,
    layout,
    settings.decays,
    (part) => g.binary('Mul', part, g.fill(settings.weightDecay)),
    (part) => g.binary('Mul', part, g.fill(0)),
  );
  const kept = g.binary('Mul', momentum, g.fill(settings.momentum));
  const next = g.binary('Add', kept, g.binary('Add', gradient, decay));
  const change = g.binary('Mul', next, learningRate);
  return { weights: g.binary('Sub', weights, change), moments: [next] };
}

function adamW(
  g: GraphBuilder,
  { weights, gradient, moments, learningRate, correction1, correction2 }: UpdateInputs,
  { beta1, beta2, epsilon, weightDecay, decays }: AdamWSettings,
  layout: ParameterLayout,
): Updated {
  const [first = weights, second = weights] = moments;
  const towards = (mean: Value, value: Value, beta: number): Value =>
    g.binary('Add', g.binary('Mul', mean, g.fill(beta)), g.binary('Mul', value, g.fill(1 - beta)));
  const mean = towards(first, gradient, beta1);
  const square = towards(second, g.binary('Mul', gradient, gradient), beta2);
  const decay = g.binary('Sub', g.fill(1), g.binary('Mul', learningRate, g.fill(weightDecay)));
  const decayed = decaying(
    g,
    weights,
    layout,
    decays,
    (part) => g.binary('Mul', part, decay),
    (part) => part,
  );
  const root = g.binary('Div', g.unary('Sqrt', square), g.unary('Sqrt', correction2));
  const denominator = g.binary('Add', root, g.fill(epsilon));
  const rate = g.binary('Div', learningRate, correction1);
  const change = g.binary('Mul', g.binary('Div', mean, denominator), rate);
  return { weights: g.binary('Sub', decayed, change), moments: [mean, square] };
}

export function updateWeights(
  g: GraphBuilder,
  inputs: UpdateInputs,
  settings: OptimiserSettings,
  layout: ParameterLayout,
): Updated {
  return settings.kind === 'sgd'
    ? sgd(g, inputs, settings, layout)
    : adamW(g, inputs, settings, layout);
}
