/** An evaluation's work: sets are trained on, repeat by repeat, and what is finished is kept. */
import type { Handle } from '../core/control';
import { countOf } from '../core/counts';
import type { ErrorCode } from '../core/errors';
import type { PackDescription } from '../core/formats/pack';
import type { SamplingSettings } from '../core/formats/recipe';
import { networkName } from '../core/training/describe-network';
import { defaultsOf } from '../methods/parameters';
import { samplingSchemaFor } from '../methods/sampling';
import { CORESETS } from '../run/evaluation/coresets';
import { evaluateSets } from '../run/evaluation/evaluate-sets';
import type { EvaluationEvent } from '../run/evaluation/events';
import { judgeImages, type JudgementEvent } from '../run/evaluation/image-judgement';
import type { TrainingSet } from '../run/evaluation/order';
import type { EvaluationReport, SetReport } from '../run/evaluation/report';
import type { NamedClass } from '../run/recipe/make-recipe';
import { Runs } from '../run/results/runs';
import { Stages } from '../run/stages/stages';
import { readDescription } from '../runtime/pack-loader';
import { coresets, type CoresetPlace } from './coreset-sets';
import { diskPack } from './disk-pack';
import {
  basisOf,
  manifestOf,
  namedSet,
  SEED,
  trainingSet,
  withTest,
  type NamedSet,
} from './evaluation-sets';
import { EXIT, exitCodeOf } from './exit-codes';
import { FileStorage } from './file-storage';
import { NodeSource } from './node-source';
import { openNodeTrainer } from './node-trainer';
import { imageValuesEvent } from './image-values-event';
import { openCollection } from './open-collection';
import type { EvaluatedSet, EvaluateWork, WorkEnd, WorkEvent } from './work-order';

type Tell = (event: WorkEvent) => void;

function evaluatedSet({
  name,
  imagesPerClass,
  weights,
  seconds,
  trainings,
  accuracy,
  best,
  overRandom,
  belowFull,
  robustness,
  protocol,
  problem,
}: SetReport): EvaluatedSet {
  return {
    name,
    imagesPerClass,
    weights,
    seconds,
    mean: accuracy?.mean ?? null,
    sd: accuracy?.deviation ?? null,
    values: trainings.map((training) => training.accuracy),
    best: best?.mean ?? null,
    ior: overRandom?.mean ?? null,
    interval: overRandom?.interval ?? null,
    belowFull: belowFull?.mean ?? null,
    belowFullInterval: belowFull?.interval ?? null,
    ars: robustness?.mean ?? null,
    protocol,
    problem,
  };
}

function tellReport(report: EvaluationReport, order: EvaluateWork, tell: Tell): void {
  const { heldOut, backend, protocol, teacher, sets } = report;
  tell({
    event: 'report',
    protocol: order.protocol.id,
    network: networkName(protocol.network),
    teacher,
    side: protocol.side,
    backend,
    heldOut,
    sets: sets.map(evaluatedSet),
  });
}

function heard(event: EvaluationEvent | JudgementEvent, tell: Tell): void {
  if (event.kind === 'activity') tell({ event: 'activity', text: event.text });
  if (event.kind === 'cost') {
    const { trainings, seconds } = event.cost;
    tell({ event: 'cost', trainings, seconds });
  }
}

const STOPPED: WorkEnd = {
  event: 'ended',
  outcome: 'stopped',
  images: 0,
  missing: 0,
  message: '',
  exitCode: EXIT.stopped,
};

/** @param code null where sets could not be trained on, each for its own reason */
function failed(message: string, code: ErrorCode | null = null): WorkEnd {
  return {
    event: 'ended',
    outcome: 'failed',
    images: 0,
    missing: 0,
    message,
    exitCode: code === null ? EXIT.data : exitCodeOf(code),
  };
}

function endOf(report: EvaluationReport): WorkEnd {
  const missing = report.sets.filter(({ problem }) => problem !== null).length;
  if (missing > 0) return failed(`${countOf(missing, 'set')} could not be trained on.`);
  return { ...STOPPED, outcome: 'done', exitCode: EXIT.done };
}

async function collectionOf({ data, test }: EvaluateWork, signal: AbortSignal) {
  const collection = await openCollection(data, { signal });
  return test.length === 0
    ? collection
    : withTest(collection, await openCollection(test, { signal }));
}

interface Asked {
  readonly named: readonly NamedSet[];
  readonly classes: readonly NamedClass[];
  readonly pack: PackDescription;
  /** Of the collection, for people. */
  readonly label: string;
}

/** The sets, and after them the coresets, of whose sizes the others decide. */
async function setsOf(
  place: CoresetPlace,
  { named, classes, pack, label }: Asked,
  order: EvaluateWork,
  hand: Handle,
  tell: Tell,
): Promise<TrainingSet[]> {
  const sets: TrainingSet[] = [];
  const samplings: SamplingSettings[] = [];
  const usual = { ...defaultsOf(samplingSchemaFor(pack.defaults)), seed: SEED };
  for (const one of named) {
    const set = await trainingSet(one, place, classes, order, hand.signal);
    sets.push(set);
    if (one.kind === 'random' || one.kind === 'full') continue;
    const { imagesPerClass } = set;
    const seed = manifestOf(one)?.recipe.sampling.seed ?? SEED;
    samplings.push({ ...usual, imagesPerClass, seed });
  }
  if (samplings.length === 0) samplings.push({ ...usual, imagesPerClass: order.imagesPerClass });
  const methods = order.sets.flatMap((word) => CORESETS.get(word) ?? []);
  return [
    ...sets,
    ...(await coresets(place, { methods, samplings, classes, label }, order, hand, tell)),
  ];
}

/** @throws StillroomError as reading the sets and the data does, and making coresets */
export async function evaluate(order: EvaluateWork, hand: Handle, tell: Tell): Promise<WorkEnd> {
  const { signal } = hand;
  tell({ event: 'activity', text: 'Listing the classes' });
  const sets: NamedSet[] = [];
  const words = order.sets.filter((word) => !CORESETS.has(word));
  for (const word of words) sets.push(await namedSet(word));
  const collection = await collectionOf(order, signal);
  const { classes, split } = basisOf(sets, collection);
  const source = new NodeSource(collection, {
    split: order.test.length > 0 ? { kind: 'folders' } : split,
  });
  const { pack } = await readDescription(await diskPack(order.pack), { signal });
  const storage = new FileStorage(order.out, (file) => tell({ event: 'damaged', file }));
  const place = {
    source,
    resolution: pack.resolution,
    runs: new Runs(storage),
    stages: new Stages(storage),
  };
  const asked = { named: sets, classes, pack, label: collection.label };
  const chosen = await setsOf(place, asked, order, hand, tell);
  const trainer = await openNodeTrainer(order);
  try {
    const parts = { ...place, trainer, clock: () => performance.now() };
    const { protocol, network, robustness, repeats, side } = order;
    const settings = {
      classes,
      protocol,
      network,
      repeats,
      seed: SEED,
      ...(side !== null && { side }),
    };
    const whole = { ...settings, sets: chosen, robustness };
    const outcome = await evaluateSets(parts, whole, hand, (event) => heard(event, tell));
    if (outcome.kind === 'failed') return failed(outcome.message, outcome.code);
    if (outcome.report !== null) tellReport(outcome.report, order, tell);
    if (outcome.kind === 'stopped') return STOPPED;
    if (order.pairs === null) return endOf(outcome.report);
    const { pairs } = order;
    for (const set of chosen) {
      const worth = { ...settings, set, pairs };
      const judged = await judgeImages(parts, worth, hand, (event) => heard(event, tell));
      if (judged.kind === 'stopped') return STOPPED;
      if (judged.kind === 'failed') return failed(`${set.name}: ${judged.message}`, judged.code);
      tell(imageValuesEvent(set.name, pairs, judged.judgement, classes));
    }
    return endOf(outcome.report);
  } finally {
    await trainer.close();
  }
}
