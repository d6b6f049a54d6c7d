/** Work in a process of its own: events go out as they happen, and one word comes in, to stop. */
import { Handle } from '../core/control';
import { throwIfAborted, toErrorRecord } from '../core/errors';
import { canonicalHash } from '../core/formats/canonical-json';
import type { Recipe } from '../core/formats/recipe';
import type { Collection } from '../data/import/collection';
import { distill } from '../run/distill';
import type { RunEvent, RunOutcome } from '../run/events';
import { Runs } from '../run/results/runs';
import { Stages } from '../run/stages/stages';
import { readDescription } from '../runtime/pack-loader';
import { diskPack } from './disk-pack';
import { evaluate } from './evaluate-work';
import { forEveryClass } from './every-class';
import { EXIT, exitCodeOf } from './exit-codes';
import { FileStorage } from './file-storage';
import { CoreKeeper } from './kept-cores';
import { openNodeModel } from './node-model';
import { nodePlace } from './node-place';
import { openCollection } from './open-collection';
import { calm } from './reports/calm';
import { foldersOf } from './task';
import type { RunWork, WorkEnd, WorkEvent, WorkMessage, WorkOrder } from './work-order';

/** A file that is being written for so long has lost its writer. */
const ABANDONED_MS = 3_600_000;

type Tell = (event: WorkEvent) => void;

/** The classes of this task, with what names its record. */
interface Task {
  readonly recipe: Recipe;
  readonly folders: readonly string[];
  readonly collection: Collection;
}

function endOf(outcome: RunOutcome): WorkEnd {
  const { kind, made: images } = outcome;
  const none = { event: 'ended', images, missing: 0, message: '' } as const;
  switch (kind) {
    case 'done':
      return outcome.missing === 0
        ? { ...none, outcome: 'done', exitCode: EXIT.done }
        : { ...none, outcome: 'incomplete', missing: outcome.missing, exitCode: EXIT.data };
    case 'stopped':
      return { ...none, outcome: 'stopped', exitCode: EXIT.stopped };
    case 'failed':
      return {
        ...none,
        outcome: 'failed',
        message: outcome.message,
        exitCode: exitCodeOf(outcome.code),
      };
    default:
      return kind satisfies never;
  }
}

function heard(event: RunEvent, tell: Tell, cores: CoreKeeper): void {
  switch (event.kind) {
    case 'activity':
      tell({ event: 'activity', text: event.text });
      break;
    case 'image': {
      const { place, image, found } = event;
      const { folder, index } = place;
      if (image.windows === undefined) cores.keep(place, image.side);
      tell({ event: 'image', class: folder, index, found, seconds: found ? 0 : image.seconds });
      break;
    }
    case 'class-failed': {
      const { folder, message, missing } = event;
      tell({ event: 'class-failed', class: folder, message, missing });
      break;
    }
    case 'record':
    case 'step':
      break;
    default:
      event satisfies never;
  }
}

async function run(order: RunWork, task: Task, hand: Handle, tell: Tell): Promise<RunOutcome> {
  const { out, pack, kernels, threads, backend } = order;
  const { folders, collection } = task;
  const { signal } = hand;
  const storage = new FileStorage(out, (file) => tell({ event: 'damaged', file }));
  await storage.tidy(ABANDONED_MS);
  const onProgress = ({ text }: { readonly text: string }) => tell({ event: 'activity', text });
  const loaded = await openNodeModel({ pack, kernels, threads, backend, onProgress, signal });
  try {
    const runs = new Runs(storage);
    const { split = { kind: 'none' }, framing = 'crop' } = task.recipe;
    const place = {
      ...nodePlace(loaded, collection, out, { split, framing }),
      runs,
      stages: new Stages(storage),
    };
    const handle = canonicalHash({ recipe: task.recipe, folders });
    // What was read before is the run's: other pictures in the same folders are refused.
    const kept = await runs.get(handle);
    const recipe = kept?.recipe ?? task.recipe;
    const startedAt = kept?.startedAt ?? new Date().toISOString();
    const label = kept?.label ?? collection.label;
    const cores = new CoreKeeper(place, signal);
    const outcome = await distill(
      place,
      { recipe, handle, label, startedAt, folders },
      hand,
      (event) => heard(event, tell, cores),
    );
    if (outcome.kind === 'done') await cores.settled();
    return outcome;
  } finally {
    await loaded.close();
  }
}

/** The recipe for all classes of the data; the model's template makes the prompts of those that it lacks. */
async function widened({ recipe, pack: folder }: RunWork, collection: Collection): Promise<Recipe> {
  const { pack } = await readDescription(await diskPack(folder));
  return forEveryClass(recipe, collection, pack);
}

async function runTask(order: RunWork, hand: Handle, tell: Tell): Promise<WorkEnd> {
  const { signal } = hand;
  tell({ event: 'activity', text: 'Listing the classes' });
  const collection = await openCollection(order.data, { signal });
  const recipe = order.everyClass ? await widened(order, collection) : order.recipe;
  const all = recipe.classes.map(({ folder }) => folder);
  const folders = foldersOf(order.part, all);
  const images = folders.length * recipe.sampling.imagesPerClass;
  tell({ event: 'begun', classes: folders.length, ofClasses: all.length, images });
  throwIfAborted(signal);
  if (folders.length === 0) return endOf({ kind: 'done', made: 0, missing: 0 });
  return endOf(await run(order, { recipe, folders, collection }, hand, tell));
}

async function begun(order: WorkOrder, hand: Handle, tell: Tell): Promise<WorkEnd> {
  try {
    return order.work === 'run'
      ? await runTask(order, hand, tell)
      : await evaluate(order, hand, tell);
  } catch (error) {
    const { code, message } = toErrorRecord(error);
    const none = { event: 'ended', images: 0, missing: 0 } as const;
    return hand.signal.aborted
      ? { ...none, outcome: 'stopped', message: '', exitCode: EXIT.stopped }
      : { ...none, outcome: 'failed', message, exitCode: exitCodeOf(code) };
  }
}

/** The working process's whole life: it takes one order, and ends when it is done or left alone. */
export function doTheWork(): void {
  const hand = new Handle();
  const tell = calm(
    (event) => process.send?.(event),
    () => performance.now(),
  );
  const end = (event: WorkEnd) => process.send?.(event, () => process.exit());
  process.on('message', (message: WorkMessage) => {
    if (message.kind === 'stop') hand.stop();
    else void begun(message.order, hand, tell).then(end);
  });
  // Whoever talks to the person is gone: nobody would hear of the rest.
  process.on('disconnect', () => process.exit());
  // Ctrl+C reaches both processes; the other one decides.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
}
