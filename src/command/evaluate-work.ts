/** An evaluation's work: sets are trained on, repeat by repeat, and what is finished is kept. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Handle } from '../core/control';
import { evaluateSets } from '../run/evaluation/evaluate-sets';
import type { EvaluationEvent } from '../run/evaluation/events';
import type { EvaluationReport, SetReport } from '../run/evaluation/report';
import { Runs } from '../run/results/runs';
import { Stages } from '../run/stages/stages';
import { readDescription } from '../runtime/pack-loader';
import { diskPack } from './disk-pack';
import { basisOf, namedSet, SEED, trainingSet, withTest, type NamedSet } from './evaluation-sets';
import { EXIT } from './exit-codes';
import { FileStorage } from './file-storage';
import { NodeSource } from './node-source';
import { openNodeTrainer } from './node-trainer';
import { openCollection } from './open-collection';
import type { EvaluatedSet, EvaluateWork, WorkEnd, WorkEvent } from './work-order';

type Tell = (event: WorkEvent) => void;

function evaluatedSet({
  name,
  imagesPerClass,
  trainings,
  accuracy,
  best,
  overRandom,
  protocol,
  problem,
}: SetReport): EvaluatedSet {
  return {
    name,
    imagesPerClass,
    mean: accuracy?.mean ?? null,
    sd: accuracy?.deviation ?? null,
    values: trainings.map((training) => training.accuracy),
    best: best?.mean ?? null,
    ior: overRandom?.mean ?? null,
    interval: overRandom?.interval ?? null,
    epochs: protocol.epochs,
    batch: protocol.batch,
    problem,
  };
}

function tellReport(report: EvaluationReport, order: EvaluateWork, tell: Tell): void {
  const { heldOut, backend, protocol, sets } = report;
  tell({
    event: 'report',
    protocol: order.protocol.id,
    network: protocol.network.kind,
    side: protocol.side,
    backend,
    heldOut,
    sets: sets.map(evaluatedSet),
  });
}

function heard(event: EvaluationEvent, tell: Tell): void {
  if (event.kind === 'activity') tell({ event: 'activity', text: event.text });
  if (event.kind === 'cost') {
    const { trainings, seconds } = event.cost;
    tell({ event: 'cost', trainings, seconds });
  }
}

function endOf(report: EvaluationReport): WorkEnd {
  const missing = report.sets.filter(({ problem }) => problem !== null).length;
  const none = { event: 'ended', images: 0, missing: 0, message: '' } as const;
  return missing === 0
    ? { ...none, outcome: 'done', exitCode: EXIT.done }
    : {
        ...none,
        outcome: 'failed',
        message: `${missing} sets could not be trained on.`,
        exitCode: EXIT.data,
      };
}

async function collectionOf({ data, test }: EvaluateWork, signal: AbortSignal) {
  const collection = await openCollection(data, { signal });
  return test.length === 0
    ? collection
    : withTest(collection, await openCollection(test, { signal }));
}

async function evaluateIn(
  folder: string,
  order: EvaluateWork,
  hand: Handle,
  tell: Tell,
): Promise<WorkEnd> {
  const { signal } = hand;
  tell({ event: 'activity', text: 'Listing the classes' });
  const sets: NamedSet[] = [];
  for (const word of order.sets) sets.push(await namedSet(word));
  const collection = await collectionOf(order, signal);
  const { classes, split } = basisOf(sets, collection);
  const source = new NodeSource(collection, order.test.length > 0 ? { kind: 'folders' } : split);
  const { pack } = await readDescription(await diskPack(order.pack), { signal });
  const storage = new FileStorage(folder, (file) => tell({ event: 'damaged', file }));
  const place = { source, resolution: pack.resolution, runs: new Runs(storage) };
  const trainer = await openNodeTrainer(order.threads);
  try {
    const chosen = [];
    for (const named of sets) {
      chosen.push(await trainingSet(named, place, classes, order.imagesPerClass, signal));
    }
    const outcome = await evaluateSets(
      { ...place, trainer, stages: new Stages(storage), clock: () => performance.now() },
      { classes, sets: chosen, protocol: order.protocol, repeats: order.repeats, seed: SEED },
      hand,
      (event) => heard(event, tell),
    );
    if (outcome.kind === 'failed') {
      const none = { event: 'ended', images: 0, missing: 0 } as const;
      return { ...none, outcome: 'failed', message: outcome.message, exitCode: EXIT.data };
    }
    if (outcome.report !== null) tellReport(outcome.report, order, tell);
    if (outcome.kind === 'done') return endOf(outcome.report);
    const none = { event: 'ended', images: 0, missing: 0, message: '' } as const;
    return { ...none, outcome: 'stopped', exitCode: EXIT.stopped };
  } finally {
    await trainer.close();
  }
}

/** @throws StillroomError as reading the sets and the data does */
export async function evaluate(order: EvaluateWork, hand: Handle, tell: Tell): Promise<WorkEnd> {
  if (order.out !== null) return evaluateIn(order.out, order, hand, tell);
  const folder = await mkdtemp(join(tmpdir(), 'stillroom-evaluate-'));
  try {
    return await evaluateIn(folder, order, hand, tell);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
