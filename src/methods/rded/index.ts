/**
 * RDED's stitching (arXiv 2312.03526) without a teacher: four windows of four real images are one
 * training picture. RDED's code draws 5 random crops of each image (8 to 100 % of its area), keeps the
 * one that a trained classifier is surest of, takes the 4 n surest of a class for n pictures, and puts
 * the windows of ranks j, n + j, 2 n + j, 3 n + j into picture j.
 *
 * There is no trained classifier here before there is a set to train one on. So the window is chosen by
 * the diffusion model's own typicality, D = L_null - L_class (methods/windows), or at random; all its
 * places are looked at, at one size; and pictures have hard labels, where RDED's have the classifier's
 * soft ones. Windows are resized by Lanczos, RDED's by nearest neighbour.
 */
import { defineMethod } from '../method';
import type { ParameterSchema } from '../parameters';
import type { WindowsPlan } from '../windows/plan';
import { selectionSchema } from '../windows/schema';

/** Windows along each side of a picture. */
const TILING = 2;

const { draws, from, to, prompt, nullPrompt, share, side } = selectionSchema;

const schema = {
  realism: {
    kind: 'choice',
    label: 'Windows by',
    options: [
      { value: 'typicality', label: "The model's typicality" },
      { value: 'random-windows', label: 'Chance' },
    ],
    default: 'typicality',
    help: "What stands in for RDED's trained classifier: how much better the model explains a window with the label than without, or nothing.",
    source: "RDED (arXiv 2312.03526): a teacher's cross-entropy, which is not to be had here",
    essential: true,
    group: 'scoring',
  },
  draws,
  from,
  to,
  prompt,
  nullPrompt,
  share: { ...share, source: 'RDED (arXiv 2312.03526): 0.28 to 1 of the side, at random' },
  side,
} as const satisfies ParameterSchema;

export const rded = defineMethod({
  id: 'rded-stitching',
  name: "RDED's stitching, no teacher",
  summary: 'Puts four windows of real images into one picture; nothing is generated.',
  source: { paper: 'RDED (CVPR 2024), the stitching alone', arxiv: '2312.03526' },
  status: 'composition',
  schema,
  presets: [],
  officialSampling: null,
  plan: (parameters, { imagesPerClass, seed }): WindowsPlan => ({
    output: 'windows',
    usesOtherClasses: false,
    scoring: {
      variant: parameters.realism,
      draws: parameters.draws,
      range: { from: parameters.from, to: parameters.to },
      stopError: 0,
      prompt: parameters.prompt,
      nullPrompt: parameters.nullPrompt,
      seed,
    },
    windows: { share: parameters.share, count: 1, minimumScore: Number.NEGATIVE_INFINITY },
    // One cluster: the list is in the order of the scores, as RDED's is.
    ranking: { clusters: 1, order: 'score', keep: 0, wholeDescriptors: false, seed },
    assembly: { imagesPerClass, tiling: TILING, side: parameters.side, arrangement: 'by-rank' },
  }),
  notices: ({ from: least, to: most }) => [
    "Not RDED as published: windows are chosen without a teacher, at one size, and pictures keep hard labels where RDED's have the teacher's soft ones.",
    ...(least >= most
      ? ['"Least noise" must be below "Most noise": there are no timesteps between them.']
      : []),
  ],
});
