/**
 * A class's pictures as the model's own inner activations see them: DIFT's features (the denoiser at
 * t = 161 of 1000, averaged over 8 noises; run/model/scoring/describe-windows), with the null prompt, since
 * what cores a class has should not hang on its words, and averaged over the picture, so that what is shown
 * counts and not where. Brought to length 1; the search standardises them as it does latents.
 *
 * It is the dearest of the spaces: eight network rows a picture. It is made in chunks, each kept, so that a
 * stop loses little.
 */
import { controlOf } from '../../core/control';
import type { LatentShape } from '../../core/diffusion/types';
import { StillroomError } from '../../core/errors';
import type { PackDescription } from '../../core/formats/pack';
import { scoringFrame, tileQuantum } from '../../core/scoring/tiling';
import { onceMore } from '../restart';
import { keptStage, wrongSize } from './kept-stage';
import type { ClassLatents, OwnedPoints } from './latents';
import { placeOf, type StageParts } from './stage-parts';
import { stageName, type StageKind } from './stages';

/** [pictures, channels] of some of a class's pictures. */
export const FEATURES: StageKind<Float32Array> = {
  name: 'core-features',
  version: 1,
  accepts: (value) => value instanceof Float32Array,
};

/** Pictures that are described, and kept, together. */
const CHUNK = 16;
/** The noises are keyed by picture alone, as UMAP's seed is fixed: which cores a class has is no run's choice. */
const SEED = 0;

function featuresOf({ features, name }: PackDescription): LatentShape {
  if (features !== undefined) return features;
  throw new StillroomError(
    'Unsupported',
    `The model "${name}" gives no features of its denoiser, so cores can't be looked for among them. Choose another "Space", or a model whose pack has a feature output.`,
    { model: name },
  );
}

/**
 * @param onShare share done, 0 to 1
 * @returns [pictures, channels of the pack's features], rows of length 1
 * @throws StillroomError Unsupported for a pack without features, Aborted, and what the model may throw
 */
export async function featurePoints(
  parts: StageParts,
  latents: ClassLatents,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<OwnedPoints> {
  const { model, stages } = parts;
  const { pack } = model.loaded;
  const { channels: columns } = featuresOf(pack);
  const { owner, rows, images } = latents;
  const causes = { ...placeOf(parts), latents: latents.key };
  const data = new Float32Array(rows * columns);
  for (let start = 0; start < rows; start += CHUNK) {
    const end = Math.min(start + CHUNK, rows);
    const inputs = { ...causes, start, end };
    const values = await keptStage(stages, FEATURES, owner, inputs, signal, () =>
      described(parts, latents, start, end, signal),
    );
    const expected = (end - start) * columns;
    if (values.length !== expected)
      throw wrongSize('A part of the features', values.length, expected);
    data.set(values, start * columns);
    onShare(end / images.length);
  }
  return { key: stageName(FEATURES, causes), data, rows, columns, owner };
}

async function described(
  { model }: StageParts,
  { images, data, columns }: ClassLatents,
  start: number,
  end: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { pack } = model.loaded;
  const { condition, latent, resolution: side } = pack;
  const prompts = [condition.nullPrompt];
  const made = await onceMore(() => model.makeConditions(prompts, signal), { signal });
  const [label] = made;
  if (label === undefined) throw wrongSize('The list of conditions', made.length, prompts.length);
  const quantum = tileQuantum(side, [latent.height, featuresOf(pack).height]);
  const frame = scoringFrame(side, side, side, quantum);
  const subjects = images.slice(start, end).map(({ sha256 }, i) => ({
    id: sha256,
    frame,
    latents: data.slice((start + i) * columns, (start + i + 1) * columns),
    windows: [{ y: 0, x: 0, side }],
  }));
  const job = { subjects, settings: { label, seed: SEED } };
  const control = controlOf(signal);
  const found = await onceMore(() => model.describe(job, control, () => undefined), { signal });
  const parts = [...found].sort((a, b) => a.subject - b.subject).map(({ values }) => [...values]);
  return Float32Array.from(parts.flat());
}
