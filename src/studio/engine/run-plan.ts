/** A run as it is started: settings parsed, classes chosen, everything that it depends on named. */
import { StillroomError } from '../../core/errors';
import { canonicalHash } from '../../core/formats/canonical-json';
import type { SolverSpec } from '../../core/diffusion/solver/spec';
import { methodById } from '../../methods';
import type { MethodPlan } from '../../methods/method';
import { parseParameters } from '../../methods/parameters';
import type { SamplingSettings } from '../../core/formats/recipe';
import { samplingSchema, solverSpecFor } from '../../methods/sampling';
import type { ModelReport } from '../../runtime/model-runtime';
import { useCollection } from '../state/collection';
import { useSettings } from '../state/settings';
import type { RunRecord } from './result-store';
import { recipeEdits } from './selection/recipe-edits';

export interface RunPlan {
  readonly record: RunRecord;
  readonly method: MethodPlan;
  readonly sampling: SamplingSettings;
  readonly solver: SolverSpec;
}

/**
 * The run that the page's settings describe now.
 * @throws StillroomError BadParameter for settings out of range, TooFewImages without a class
 */
export function planRun(model: ModelReport): RunPlan {
  const settings = useSettings.getState();
  const { classes, label } = useCollection.getState();
  const included = classes.filter((row) => row.included);
  if (included.length === 0) {
    throw new StillroomError(
      'TooFewImages',
      'No class is chosen. Tick at least one class in the collection.',
    );
  }
  const chosen = methodById(settings.method);
  const sampling = parseParameters(samplingSchema, settings.sampling);
  const parameters = parseParameters(chosen.schema, settings.parameters);
  const method = chosen.plan(parameters, sampling);
  const folders = included.map(({ folder }) => folder);
  const edits = method.output === 'windows' ? recipeEdits(settings.edits, folders) : [];
  const { pack, packHash, backend } = model;
  const identity = {
    method: chosen.id,
    parameters,
    sampling,
    classes: included.map(({ folder, name, prompt, imageCount }) => ({
      folder,
      name,
      prompt,
      images: imageCount,
    })),
    pack: { id: pack.id, version: pack.version, hash: packHash },
    backend: { kind: backend.kind, threads: backend.threads },
    ...(edits.length > 0 ? { edits } : {}),
  };
  const { karrasSigmas } = pack.defaults;
  return {
    record: {
      ...identity,
      id: canonicalHash(identity),
      label,
      startedAt: new Date().toISOString(),
      complete: false,
    },
    method,
    sampling,
    solver: solverSpecFor(sampling, { karrasSigmas }),
  };
}
