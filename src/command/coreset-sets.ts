/** The coresets of an evaluation: made as `run` makes a recipe's images, and found again where they are kept. */
import { StillroomError, throwIfAborted } from '../core/errors';
import type { Handle } from '../core/control';
import { canonicalHash } from '../core/formats/canonical-json';
import type { SamplingSettings } from '../core/formats/recipe';
import { methodById } from '../methods';
import type { Settings } from '../methods/plan-of';
import { distill, type RunParts } from '../run/distill';
import { coresetsBeside } from '../run/evaluation/coresets';
import type { TrainingSet } from '../run/evaluation/order';
import { runSet } from '../run/evaluation/sets/run-set';
import { makeRecipe, type NamedClass } from '../run/recipe/make-recipe';
import type { RunRecord } from '../run/results/records';
import type { Runs } from '../run/results/runs';
import type { Stages } from '../run/stages/stages';
import type { SetPlace } from './evaluation-sets';
import { openNodeModel } from './node-model';
import { nodePictures } from './node-place';
import type { EvaluateWork, WorkEvent } from './work-order';

export interface CoresetPlace extends SetPlace {
  readonly stages: Stages;
}

interface AskedCoresets {
  /** Ids of the methods. */
  readonly methods: readonly string[];
  /** Of the sets that they stand beside. */
  readonly samplings: readonly SamplingSettings[];
  readonly classes: readonly NamedClass[];
  /** Of the collection, for people. */
  readonly label: string;
}

interface RunPlace extends RunParts {
  readonly runs: Runs;
}

const nameOf = ({ method, sampling }: Settings): string =>
  `${methodById(method).name}, IPC ${sampling.imagesPerClass}`;

/** @throws StillroomError where one of its classes has not all images */
async function made(
  place: RunPlace,
  settings: Settings,
  { classes, label }: Pick<AskedCoresets, 'classes' | 'label'>,
  hand: Handle,
  tell: (event: WorkEvent) => void,
): Promise<RunRecord> {
  // Nothing is generated, so that no model is asked for a class.
  const prompted = classes.map(({ folder, name }) => ({ folder, name, prompt: name }));
  const { recipe } = makeRecipe(settings, prompted, place.model.loaded, place.source);
  const handle = canonicalHash({ recipe });
  const startedAt = new Date().toISOString();
  const problems: string[] = [];
  const order = { recipe, handle, label, startedAt };
  const outcome = await distill(place, order, hand, (event) => {
    if (event.kind === 'activity') tell({ event: 'activity', text: event.text });
    if (event.kind === 'class-failed') problems.push(event.message);
  });
  throwIfAborted(hand.signal);
  const failed = outcome.kind === 'failed';
  const problem = failed ? outcome.message : problems[0];
  if (problem !== undefined) {
    const code = failed ? outcome.code : 'TooFewImages';
    throw new StillroomError(code, `${nameOf(settings)}: ${problem}`, { method: settings.method });
  }
  const record = await place.runs.get(handle);
  if (record === undefined) throw new Error('a run that ended is kept');
  return record;
}

/** @throws StillroomError as loading the model and making a set do, and Aborted */
export async function coresets(
  place: CoresetPlace,
  asked: AskedCoresets,
  order: EvaluateWork,
  hand: Handle,
  tell: (event: WorkEvent) => void,
): Promise<TrainingSet[]> {
  const { pack, kernels, threads, backend, weights } = order;
  const { signal } = hand;
  const all = coresetsBeside(asked.samplings, asked.methods);
  if (all.length === 0) return [];
  const onProgress = ({ text }: { readonly text: string }) => tell({ event: 'activity', text });
  const loaded = await openNodeModel({ pack, kernels, threads, backend, onProgress, signal });
  try {
    const { model, analysis } = loaded;
    const clock = () => performance.now();
    const own = { ...place, model, analysis, pictures: nodePictures, clock };
    const sets: TrainingSet[] = [];
    for (const settings of all) {
      const record = await made(own, settings, asked, hand, tell);
      sets.push(await runSet(own, record, asked.classes, nameOf(settings), weights));
    }
    return sets;
  } finally {
    await loaded.close();
  }
}
