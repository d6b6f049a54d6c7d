/** Checks of the training fixtures: optimiser steps of a ConvNet through ONNX Runtime. */
import { StillroomError } from '../../../src/core/errors';
import { describeNetwork } from '../../../src/core/training/describe-network';
import { NORM_EPSILON, type Network } from '../../../src/core/training/network';
import { ADAMW_BETAS, type OptimiserSettings } from '../../../src/core/training/optimiser';
import { parameterLayout } from '../../../src/core/training/parameters';
import { Session } from '../../../src/runtime/session';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { OrtTrainStep } from '../../../src/runtime/training/ort-train-step';
import { stepGradient } from '../../../src/runtime/training/step-gradient';
import type { FixtureCase } from '../case';
import type { CaseReport, KindCheck } from '../report';

function optimiserOf(fixture: FixtureCase): OptimiserSettings {
  const { kind, learningRate, momentum, weightDecay } = fixture.params['optimiser'] as Record<
    string,
    unknown
  >;
  const shared = {
    learningRate: Number(learningRate),
    weightDecay: Number(weightDecay),
    decays: 'all',
  } as const;
  if (kind === 'sgd') return { kind, momentum: Number(momentum), ...shared };
  if (kind === 'adamw') return { kind, ...shared, ...ADAMW_BETAS };
  throw new StillroomError('BadFixture', `The optimiser ${String(kind)} is not known.`);
}

function networkOf(fixture: FixtureCase): Network {
  if (fixture.number('normEpsilon') !== NORM_EPSILON) {
    throw new StillroomError('BadFixture', `normEpsilon is not ${NORM_EPSILON}.`);
  }
  return describeNetwork(
    { kind: 'convnet', depth: fixture.number('depth'), width: fixture.number('width') },
    { side: fixture.number('side'), classes: fixture.number('classes') },
  );
}

function reportFlat(
  report: CaseReport,
  prefix: string,
  network: Network,
  flat: Float32Array,
): void {
  for (const { name, offset, length } of parameterLayout(network).parameters) {
    report.close(`${prefix}.${name}`, flat.subarray(offset, offset + length));
  }
}

const checkTrainStep: KindCheck = async (fixture, report) => {
  const network = networkOf(fixture);
  const optimiser = optimiserOf(fixture);
  const { parameters, length } = parameterLayout(network);
  const weights = new Float32Array(length);
  for (const { name, offset } of parameters) weights.set(fixture.input(name).data, offset);

  const rows = fixture.number('batch');
  const pixels = Float32Array.from(fixture.input('x').data);
  const targets = Float32Array.from(fixture.input('targets').data);
  const steps = fixture.number('steps');
  const batches = Array.from({ length: steps }, (_, step) => {
    const part = (all: Float32Array) =>
      all.subarray((step * all.length) / steps, ((step + 1) * all.length) / steps);
    const rowWeights = new Float32Array(rows).fill(1 / rows);
    return { rows, pixels: part(pixels), targets: part(targets), weights: rowWeights };
  });
  const [first] = batches;
  if (first === undefined) throw new StillroomError('BadFixture', 'The case has no steps.');

  const session = new Session('wasm', await nodeOrt().open('wasm'), null);
  try {
    const options = { network, optimiser, temperature: 1, weights };
    reportFlat(report, 'gradient', network, await stepGradient(session, options, first));
    const step = new OrtTrainStep(session, options);
    const losses: number[] = [];
    for (const batch of batches) losses.push(await step.step(batch, optimiser.learningRate));
    report.close('losses', losses);
    reportFlat(report, 'after', network, (await step.exportState()).weights);
    report.close('logits', await step.logits(first.pixels, rows));
  } finally {
    await session.dispose();
  }
};

export const trainingKinds: Readonly<Record<string, KindCheck>> = { 'train-step': checkTrainStep };
