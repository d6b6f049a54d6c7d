/** What is asked for at this moment, read from the stores, and what it is made with. */
import { StillroomError } from '../../../core/errors';
import type { EvaluationParts } from '../../../run/evaluation/plan';
import type { PageParts } from '../../adapters/page-parts';
import { chosenRuns } from '../../evaluate/chosenRuns';
import { useCollection } from '../../state/collection';
import { useCompare } from '../../state/compare';
import { useEvaluate } from '../../state/evaluate';
import { useSettings } from '../../state/settings';
import { takingPart } from '../recipe-of';
import type { Asked } from './asked-order';

export function askedNow(): Asked {
  const classes = takingPart(useCollection.getState().classes).map(({ folder, name, prompt }) => ({
    folder,
    name,
    prompt,
  }));
  const { runs: all } = useCompare.getState();
  const { choices } = useEvaluate.getState();
  const folders = classes.map(({ folder }) => folder);
  const chosen = new Set(chosenRuns(all, choices.runs, folders));
  return {
    choices,
    classes,
    runs: all.filter(({ id }) => chosen.has(id)),
    imagesPerClass: useSettings.getState().sampling.imagesPerClass,
  };
}

/** @throws StillroomError TooFewImages without a collection, and what loading ended with */
export async function evaluationParts(
  { model: host, library, trainer: trainers, stages }: PageParts,
  signal: AbortSignal,
): Promise<EvaluationParts> {
  const { pack, backend } = (await host.ready()).loaded;
  if (library.source === null) {
    throw new StillroomError(
      'TooFewImages',
      'There is no collection on the page. Add class folders first.',
    );
  }
  // Whatever a set was made from, it is measured on pictures of the usual shape.
  const source = library.source.under({ framing: 'crop' });
  const request = backend.kind === 'webgpu' ? 'webgpu' : 'wasm';
  const trainer = await trainers.ready(request, signal);
  return { source, resolution: pack.resolution, trainer, stages, clock: () => performance.now() };
}
