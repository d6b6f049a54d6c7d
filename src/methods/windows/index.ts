/**
 * Diffusion-driven selection (arXiv 2412.09959, ECCV 2026), a reconstruction: real patches, chosen by
 * what the model's noise prediction says is distinctive of the class.
 *
 *   D(u) = mean over draws of ( L_null(u) - L_class(u) ),  L = (eps(x_t, t, prompt) - noise)^2
 *
 * Windows of high D are where the label explains the image. They are clustered by their diffusion
 * features, clusters and members are ranked, and one list a class serves every set size.
 *
 * No code is public and the paper's constants are not known to us. The scoring is diff-mining's (arXiv
 * 2408.02752), which the paper grew from, and the preset "diff-mining" has that code's rules for what it
 * publishes: 100 draws, five windows an image, the 1,000 best of a class, 32 clusters of whole
 * descriptors, members by closeness to the centre. Its windows are 64 of 512 pixels (places) or 50 of
 * 256 (cars, faces); their size stays the person's here, since a training picture is made of them. Ours
 * are: windows of half the short side, descriptors in 32 dimensions, members by score, the round-robin
 * over clusters (with one cluster a picture, as the text may also be read, lists of different sizes are
 * not nested), overlapping tiles for images that are not square.
 */
import { defineMethod } from '../method';
import type { WindowsPlan } from './plan';
import { selectionSchema } from './schema';

export const selection = defineMethod({
  id: 'selection-reconstruction',
  name: 'Diffusion-driven selection (reconstruction)',
  summary:
    'Takes the patches of real images that the model finds most typical of the class; nothing is generated. Rebuilt from the abstract and related code.',
  source: { paper: 'Diffusion-driven selection', arxiv: '2412.09959' },
  status: 'reconstruction',
  schema: selectionSchema,
  presets: [
    {
      id: 'diff-mining',
      label: 'diff-mining',
      parameters: {
        draws: 100,
        from: 0.1,
        to: 0.7,
        stopError: 0,
        prompt: 'Image of {name}.',
        nullPrompt: '',
        variant: 'typicality',
        windowsPerImage: 5,
        minimumScore: selectionSchema.minimumScore.min,
        keepWindows: 1000,
        clusters: 32,
        descriptors: 'whole',
        memberOrder: 'centroid',
      },
    },
    {
      id: 'patches',
      label: 'One patch a picture, 10 draws',
      parameters: { draws: 10, tiling: '1' },
    },
    {
      id: 'mosaic',
      label: 'Four patches a picture, 100 draws',
      parameters: { draws: 100, tiling: '2', windowsPerImage: 2 },
    },
  ],
  officialSampling: null,
  plan: (parameters, { imagesPerClass, seed }): WindowsPlan => {
    const tiling = Number(parameters.tiling);
    const { variant, draws, from, to, stopError, prompt, nullPrompt } = parameters;
    const { minimumScore } = parameters;
    return {
      output: 'windows',
      usesOtherClasses: variant === 'permuted-prompt',
      scoring: { variant, draws, range: { from, to }, stopError, prompt, nullPrompt, seed },
      windows: {
        share: parameters.share,
        count: parameters.windowsPerImage,
        minimumScore:
          minimumScore <= selectionSchema.minimumScore.min
            ? Number.NEGATIVE_INFINITY
            : minimumScore,
      },
      ranking: {
        clusters: parameters.clusters || imagesPerClass * tiling * tiling,
        order: parameters.memberOrder,
        keep: parameters.keepWindows,
        wholeDescriptors: parameters.descriptors === 'whole',
        seed,
      },
      assembly: { imagesPerClass, tiling, side: parameters.side },
    };
  },
  notices: ({ variant, clusters, from, to, prompt, keepWindows, tiling }, { imagesPerClass }) => [
    'This is a reconstruction: no official code is public, and its constants are not known.',
    ...(from >= to
      ? ['"Least noise" must be below "Most noise": there are no timesteps between them.']
      : []),
    ...(/\{(class|name)\}/.test(prompt)
      ? []
      : [
          'The label prompt has neither {class} nor {name} in it, so all classes are scored with the same words.',
        ]),
    ...(keepWindows > 0 && keepWindows < imagesPerClass * Number(tiling) ** 2
      ? [
          `Only the ${keepWindows} best windows of a class take part, fewer than the ${imagesPerClass * Number(tiling) ** 2} that its pictures take.`,
        ]
      : []),
    ...(clusters === 0
      ? ['With one cluster a window, the set for fewer images is not part of the one for more.']
      : []),
    ...(variant === 'typicality'
      ? []
      : ['This is a control: it shows what a set is worth without the typicality score.']),
  ],
});
