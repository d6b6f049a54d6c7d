/**
 * What a change of settings touches. A step's result depends on the state before it, on the run's own
 * settings (schedule, solver, noise, CFG scale, conditions) and on what each guidance term does at that
 * very step. So a run with new settings has the same states as one with the old up to the first step
 * whose computation differs, and can go on from there.
 *
 * The network sees less than that: the state and the conditions. At the first step that differs its
 * state is still the old one, so unless a term on the condition is what changed, its old answer holds:
 * a change of CoDA's gamma or of the CFG scale shows in x0 without any network call.
 */
import { jointSignature } from '../guidance/joint/build-joint-term';
import { noiseLevel } from '../guidance/paper-schedule';
import {
  conditionSignature,
  SignatureComparison,
  type ScheduleStep,
  type SignaturePart,
} from '../guidance/signature';
import { stepSignature } from '../guidance/step-signature';
import { firstStep, mixAt, type SampleImage, type SampleRequest } from './sample-request';
import { createSolver } from '../diffusion/solver/create-solver';
import type { SolverStep } from '../diffusion/solver/solver';

/** Where a run with new settings parts from one with the old. */
export interface Departure {
  /** The first step whose computation differs; the number of steps where none does. */
  readonly step: number;
  /** Whether the network is asked the same at that step as it was then. */
  readonly sameQuestion: boolean;
}

/** What the network sees at a step, apart from terms. */
function askedBy(request: SampleRequest): SignaturePart[] {
  const { shape, schedule, prediction, solver, seed, images } = request;
  return [
    JSON.stringify([shape, schedule, prediction, solver, request.strength ?? null]),
    seed,
    ...conditionSignature(request.nullCondition),
    images.length,
    ...images.flatMap(
      ({ className, image, seed: own, condition, initialNoise, stepNoise, startLatent }) => [
        className,
        image,
        own ?? seed,
        ...conditionSignature(condition),
        initialNoise ?? 'keyed noise',
        startLatent ?? 'from noise',
        ...(stepNoise ?? ['keyed step noise']),
      ],
    ),
  ];
}

/** The signatures of the terms of one kind of effect at a step, one after the other. */
function termsAt(
  { terms }: SampleImage,
  step: ScheduleStep,
  onCondition: boolean,
): SignaturePart[] {
  return terms
    .filter(({ kind }) => (kind === 'soft-label') === onCondition)
    .flatMap((spec) => stepSignature(spec, step) ?? []);
}

/**
 * Compares two requests step by step.
 * @throws StillroomError BadParameter, Unsupported from the solver of `after`
 */
export function departure(before: SampleRequest, after: SampleRequest): Departure {
  const comparison = new SignatureComparison();
  if (!comparison.sameAll(askedBy(before), askedBy(after))) return { step: 0, sameQuestion: false };
  const { steps } = createSolver(after.solver, after.schedule, after.prediction);
  const timesteps = steps.map(({ timestep }) => timestep);
  const { trainTimesteps } = after.schedule;
  const levelAt = (index: number) =>
    noiseLevel((steps[index] as SolverStep).sigma, after.prediction);
  const sameJoint = (index: number) => {
    const place = { index, total: steps.length, level: levelAt(index) };
    const signatures = ({ joint = [] }: SampleRequest) =>
      joint.flatMap((spec) => jointSignature(spec, place) ?? []);
    return comparison.sameAll(signatures(before), signatures(after));
  };
  const sameAt = (index: number, onCondition: boolean) =>
    after.images.every((image, position) => {
      const step = { index, timesteps, trainTimesteps, level: levelAt(index) };
      const termsUnder = (own: SampleImage, runGuidanceScale: number) =>
        termsAt(own, { ...step, runGuidanceScale }, onCondition);
      const old = before.images[position] as SampleImage;
      return comparison.sameAll(
        termsUnder(old, before.guidanceScale),
        termsUnder(image, after.guidanceScale),
      );
    });
  // Alignment asks whether the run has guidance at all.
  const sameKind = before.guidanceScale > 1 === after.guidanceScale > 1;
  const first = firstStep(after.strength, steps.length);
  for (let index = first; index < steps.length; index++) {
    const timestep = timesteps[index] as number;
    const [old, mix] = [mixAt(before, timestep), mixAt(after, timestep)];
    const sameMix = sameKind && old.scale === mix.scale && old.guidedSize === mix.guidedSize;
    const sameRows = old.conditional === mix.conditional && old.unconditional === mix.unconditional;
    const sameQuestion = sameRows && sameAt(index, true);
    const sameTerms = sameAt(index, false) && sameJoint(index);
    if (!sameMix || !sameQuestion || !sameTerms) return { step: index, sameQuestion };
  }
  return { step: steps.length, sameQuestion: true };
}

/**
 * The first step index whose computation differs between two requests; the number of steps where none
 * does, 0 where noise, solver, schedule, conditions or images differ.
 * @throws StillroomError as `departure`
 */
export function resumeStep(before: SampleRequest, after: SampleRequest): number {
  return departure(before, after).step;
}
