/** What is asked for, as entries of the queue: the classes that take part now, and what each run is called. */
import { keyOf } from '../../runs/currentKey';
import { runName, wholeName } from '../../runs/runName';
import { useCollection } from '../../state/collection';
import { useModel } from '../../state/model';
import { keysUnderWay, type QueuedRun } from '../../state/queue';
import type { Settings } from '../../state/settings';
import { takingPart } from '../recipe-of';

/** @param queued what was asked for before: the same is not asked for twice */
export function queuedRuns(orders: readonly Settings[], queued: readonly QueuedRun[]): QueuedRun[] {
  const collection = useCollection.getState();
  const model = useModel.getState();
  const folders = takingPart(collection.classes).map(({ folder }) => folder);
  const known = new Set(keysUnderWay(queued));
  const first = (queued.at(-1)?.id ?? 0) + 1;
  const packId = model.pack?.id ?? '';
  const fresh: QueuedRun[] = [];
  for (const settings of orders) {
    const key = keyOf(settings, collection, model);
    if (key !== null && known.has(key)) continue;
    if (key !== null) known.add(key);
    fresh.push({
      id: first + fresh.length,
      name: wholeName(runName({ ...settings, packId, madeAgain: 0 }, model.pack)),
      settings,
      folders,
      key,
      images: folders.length * settings.sampling.imagesPerClass,
      status: 'waiting',
      made: 0,
      pace: null,
    });
  }
  return fresh;
}
