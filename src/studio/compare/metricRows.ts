/** The numbers of the comparison: what each is called, which way is better, and what it says. */
import { significant } from '../../core/fixed';
import type { Numbers } from '../state/compare';

export interface MetricRow {
  readonly id: Numbers;
  readonly label: string;
  /** "" for plain numbers. */
  readonly unit: string;
  /** null where neither is: near 1 is like the class. */
  readonly better: 'higher' | 'lower' | null;
  /** One or two sentences: hover, and the list below the table. */
  readonly definition: string;
  /** Of a guidance term: the row is left out where no run has it. */
  readonly termOnly?: true;
  /** Known for the sample collection alone; the row is left out elsewhere. */
  readonly sampleOnly?: true;
  readonly format: (value: number) => string;
}

const share = (value: number): string => value.toFixed(3);
const distance = (value: number): string => Number(value.toPrecision(4)).toString();

const BALL = 'A real image’s ball reaches to its 5th nearest real neighbour.';

export const METRIC_ROWS: readonly MetricRow[] = [
  {
    id: 'coverage',
    label: 'Coverage',
    unit: '',
    better: 'higher',
    definition: `Share of the class’s real images with an image of the set in their ball. ${BALL} A blurred image near the class’s mean lies in many balls: look at the pictures too.`,
    format: share,
  },
  {
    id: 'density',
    label: 'Density',
    unit: '',
    better: 'higher',
    definition: `How many real balls an image of the set lies in, over 5; above 1 where the class is crowded. ${BALL}`,
    format: share,
  },
  {
    id: 'precision',
    label: 'Precision',
    unit: '',
    better: 'higher',
    definition: `Share of the set that lies in at least one real ball. ${BALL}`,
    format: share,
  },
  {
    id: 'recall',
    label: 'Recall',
    unit: '',
    better: 'higher',
    definition:
      'Share of the real images that lie in a ball around an image of the set, which reaches to its 5th neighbour in the set; needs 6 images. In small sets these balls are large, so that values near 1 say little.',
    format: share,
  },
  {
    id: 'frechet',
    label: 'Fréchet distance',
    unit: 'latent²',
    better: 'lower',
    definition:
      'Between Gaussians fitted to the set and to the class, in latent space: means and covariances. Small sets have large values; compare at equal images per class only.',
    format: distance,
  },
  {
    id: 'transport',
    label: 'Transport distance',
    unit: 'latent',
    better: 'lower',
    definition:
      '2-Wasserstein distance: how far the class’s latents lie from the set’s when each image of the set stands for an equal part of the class.',
    format: distance,
  },
  {
    id: 'vendi',
    label: 'Vendi score',
    unit: 'images',
    better: 'higher',
    definition:
      'Effective number of different images in the set, by the angles between latents: 1 when all are alike, at most the number of images.',
    format: (value) => value.toFixed(2),
  },
  {
    id: 'modesHit',
    label: 'Modes hit',
    unit: '',
    better: 'higher',
    definition:
      'Share of the class’s known modes that the set hits. An image’s mode is that of the real image nearest to it in latent space. Known for the sample collection only.',
    sampleOnly: true,
    format: share,
  },
  {
    id: 'follows',
    label: 'Follow their core',
    unit: '',
    better: 'higher',
    definition:
      'Share of the guided pictures that are nearer to their own core than to the class’s other cores, at 16 x 16 pixels.',
    format: share,
  },
  {
    id: 'copies',
    label: 'Copy their core',
    unit: '',
    better: 'lower',
    definition:
      'Share of the guided pictures that are nearer to their core than half the way to its nearest other real image, in pixels or in latents: they give the photograph away.',
    format: share,
  },
  {
    id: 'sharpness',
    label: 'Sharpness',
    unit: 'of the class’s',
    better: null,
    definition:
      'Mean gradient of the pictures over that of the class’s real images. Well below 1 are smears, which distances between latents reward.',
    format: (value) => value.toFixed(2),
  },
  {
    id: 'norm',
    label: 'Latent norm',
    unit: 'of the class’s',
    better: null,
    definition:
      'Mean norm of the latents over that of the class’s real images. Well below 1 lies near the middle of everything.',
    format: (value) => value.toFixed(2),
  },
  {
    id: 'targetDistance',
    label: 'Distance to own target',
    unit: 'latent',
    better: 'lower',
    definition:
      'What a pull makes small: from the clean latent to the image’s own core or centroid, when the pull last acted on it.',
    termOnly: true,
    format: distance,
  },
  {
    id: 'transportLoss',
    label: 'Transport loss',
    unit: '',
    better: 'lower',
    definition:
      'What DMGD’s distribution matching makes small: the cost of transport to the class’s prototypes, when the term last acted on an image.',
    termOnly: true,
    format: share,
  },
  {
    id: 'meanMatchingLoss',
    label: 'Mean matching loss',
    unit: 'latent²',
    better: 'lower',
    definition:
      'What mean matching makes small: half the squared distance between the mean of the class’s images and the mean of the class, when the term last acted.',
    termOnly: true,
    format: distance,
  },
  {
    id: 'repulsionLoss',
    label: 'Repulsion loss',
    unit: '',
    better: 'lower',
    definition:
      'What repulsion makes small: how near the images of a class are to each other by its kernel, when the term last acted.',
    termOnly: true,
    format: share,
  },
  {
    id: 'secondsPerImage',
    label: 'Time an image',
    unit: 's',
    better: 'lower',
    definition:
      'Mean seconds that an image took on this machine when it was made; for real images the time to read it.',
    format: (value) => (value < 0.01 ? value.toFixed(4) : significant(value, 3)),
  },
];

/** The rows of a collection. */
export function rowsFor(isSample: boolean): readonly MetricRow[] {
  return METRIC_ROWS.filter((row) => isSample || row.sampleOnly === undefined);
}

/** "↑ higher is better" */
export function direction({ better }: MetricRow): string {
  if (better === null) return '≈ near 1 is like the class';
  return better === 'higher' ? '↑ higher is better' : '↓ lower is better';
}
