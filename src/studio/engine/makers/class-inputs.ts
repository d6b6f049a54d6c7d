/** What a class brings into its images: readable images, latents, targets, text conditions. */
import { StillroomError } from '../../../core/errors';
import type {
  ClassTargets,
  FoundTargets,
  TargetRequest,
  TargetRole,
} from '../../../methods/targets';
import { AnalysisHost } from '../analysis-host';
import type { ClassLatents, LatentStore } from '../class-latents';
import type { Library } from '../library';
import type { ModelHost } from '../model-host';
import type { RunClass } from '../result-store';
import type { RunPlan } from '../run-plan';

/** The parts of the engine that makers use. */
export interface MakerParts {
  readonly library: Library;
  readonly model: ModelHost;
  readonly latents: LatentStore;
  readonly analysis: AnalysisHost;
}

/** How a preparation is told and stopped. */
export interface PrepareHooks {
  readonly signal: AbortSignal;
  readonly tell: (activity: string) => void;
}

/** Text conditions of a class and of all others, and of the empty prompt. */
export interface Conditions {
  readonly own: Float32Array;
  readonly others: readonly Float32Array[];
  readonly nothing: Float32Array;
  readonly tokens: number;
  /** Width of one token's embedding. */
  readonly width: number;
}

/** The promise's outcome, or the abort if that comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(new StillroomError('Aborted', 'Cancelled.'));
    };
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

/**
 * Reads the class and checks that it has images enough.
 * @throws StillroomError TooFewImages, and what reading may throw
 */
export async function readClass(
  { library }: MakerParts,
  { folder, name }: RunClass,
  imagesPerClass: number,
  { signal, tell }: PrepareHooks,
): Promise<void> {
  tell(`Reading ${name}`);
  // The reading itself is the collection's and goes on; a cancel only ends the wait for it.
  const { length } = await unlessAborted(library.read(folder), signal);
  if (length >= imagesPerClass) return;
  throw new StillroomError(
    'TooFewImages',
    `${name} has ${length} readable images, fewer than the ${imagesPerClass} asked for. Lower "Images per class", or leave the class out.`,
    { images: length },
  );
}

export function latentsOf(
  { latents }: MakerParts,
  { folder, name }: RunClass,
  { signal, tell }: PrepareHooks,
): Promise<ClassLatents> {
  tell(`Encoding ${name}`);
  return latents.of(folder, signal, (done, total) => {
    tell(`Encoding ${name}: ${done} of ${total} images`);
  });
}

/** One request's targets in a class. */
export async function findClassTargets(
  { analysis }: MakerParts,
  { folder, name }: RunClass,
  request: TargetRequest,
  latents: ClassLatents,
  seed: number,
  { signal, tell }: PrepareHooks,
): Promise<ClassTargets> {
  const options = { seed, name: folder };
  if (request.kind !== 'coda-cores') {
    tell(`Finding the targets of ${name}`);
    return analysis.targets(request, latents, options, null, signal);
  }
  tell(`Finding the cores of ${name}`);
  const space = await analysis.clusterSpace(latents, request.nNeighbors, signal, (share) => {
    tell(`Finding the cores of ${name}: UMAP ${Math.round(share * 100)} %`);
  });
  tell(`Finding the cores of ${name}`);
  const asked = { ...request, imagesPerClass: request.count, name: folder };
  const cores = AnalysisHost.representatives(await analysis.cluster(space, asked, signal));
  return analysis.targets(request, latents, options, cores, signal);
}

/** Every request's targets, in its role. */
export async function findAllTargets(
  parts: MakerParts,
  entry: RunClass,
  requests: Readonly<Partial<Record<TargetRole, TargetRequest>>>,
  latents: ClassLatents,
  seed: number,
  hooks: PrepareHooks,
): Promise<FoundTargets> {
  const found: Partial<Record<TargetRole, ClassTargets>> = {};
  for (const [role, request] of Object.entries(requests) as [TargetRole, TargetRequest][]) {
    found[role] = await findClassTargets(parts, entry, request, latents, seed, hooks);
  }
  return found;
}

/** @param nullPrompt the pack's empty prompt */
export async function conditionsOf(
  { model }: MakerParts,
  entry: RunClass,
  { record }: RunPlan,
  nullPrompt: string,
): Promise<Conditions> {
  const others = record.classes.filter(({ folder }) => folder !== entry.folder);
  const prompts = [nullPrompt, entry.prompt, ...others.map(({ prompt }) => prompt)];
  const { data, tokens, width } = await model.encodeText(prompts);
  const size = tokens * width;
  const [nothing, own, ...rest] = prompts.map((_, i) => data.slice(i * size, (i + 1) * size));
  if (nothing === undefined || own === undefined) throw new Error('the text encoder gave nothing');
  return { own, others: rest, nothing, tokens, width };
}
