/**
 * claim.md of an export: one card that says how well the set trains, and everything that such a number
 * depends on: split, sides, labels, network, protocol, random real images of the same size under the same
 * seeds, every repeat, versions, and the command that measures it again. A set that was not evaluated
 * gets the same card without a claim.
 */
import type { Manifest } from '../../core/formats/manifest';
import { networkName } from '../../core/training/describe-network';
import type { Protocol } from '../../core/training/protocol';
import { measureCommand, type CommandSettings } from './claim-command';
import { plain, table } from './markdown';
import type { MeasuredExport, MeasuredSet, Measurement, MeasuredSpread } from './measured';

export interface ClaimFacts {
  readonly manifest: Manifest;
  /** Pixels a side of the set's images. */
  readonly side: number;
  /** Whether labels.npy is in the export. */
  readonly softLabels: boolean;
  readonly measured: MeasuredExport | null;
}

const share = (value: number): string => (100 * value).toFixed(1);

/** One training has no spread, and ± 0.0 would be a lie. */
function spreadText(spread: MeasuredSpread | null): string {
  if (spread === null) return 'not measured';
  const { mean, deviation, count } = spread;
  return count > 1 ? `${share(mean)} ± ${share(deviation)} %` : `${share(mean)} %`;
}

function points(value: number): string {
  return `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;
}

function overRandomText({ overRandom }: MeasuredSet): string {
  if (overRandom === null) return '';
  const { mean, interval } = overRandom;
  if (interval === null) return `${points(mean)} points`;
  return `${points(mean)} points (${points(interval[0])} to ${points(interval[1])})`;
}

function setTitle({ id, kind, name }: MeasuredSet, own: string): string {
  if (id === own) return `**this set** (${plain(name)})`;
  return kind === 'random' ? 'random real images' : plain(name);
}

function resultsTable({ sets, protocol }: Measurement, own: string): string {
  const first = sets.filter(({ id }) => id === own);
  const random = sets.filter(({ id, kind }) => id !== own && kind === 'random');
  const others = sets.filter(({ id, kind }) => id !== own && kind !== 'random');
  return table(
    [
      'set',
      'images per class',
      `after the last epoch (${protocol.epochs})`,
      'best on the way',
      'over random',
      'repeats',
      'seconds to make',
    ],
    [...first, ...random, ...others].map((set) => [
      setTitle(set, own),
      String(set.imagesPerClass),
      set.problem === null ? spreadText(set.accuracy) : `not trained: ${plain(set.problem)}`,
      spreadText(set.best),
      overRandomText(set),
      String(set.trainings.length),
      set.seconds === null ? 'not known' : set.seconds.toFixed(1),
    ]),
  );
}

function repeatsTable({ sets }: Measurement, own: string): string {
  const rows = sets.flatMap((set) =>
    set.trainings.map(({ seed, accuracy, best }) => [
      setTitle(set, own),
      String(seed),
      `${share(accuracy)} %`,
      `${share(best.accuracy)} %`,
      String(best.epoch),
    ]),
  );
  return table(['set', 'seed', 'after the last epoch', 'best', 'epoch of the best'], rows);
}

function optimiserText({ optimiser, schedule }: Protocol): string {
  const { learningRate, weightDecay } = optimiser;
  const rule =
    optimiser.kind === 'sgd'
      ? `SGD ${learningRate}, momentum ${optimiser.momentum}`
      : `AdamW ${learningRate}`;
  const scope = optimiser.decays === 'all' ? '' : ' on matrices';
  const rates =
    schedule.kind === 'steps'
      ? `times ${schedule.factor} after ${schedule.milestones.map((m) => `${m.numerator}/${m.denominator}`).join(' and ')} of the epochs`
      : `cosine over ${schedule.span} times the training`;
  return `${rule}, weight decay ${weightDecay}${scope}, ${rates}`;
}

function augmentationText({ augmentation }: Protocol): string {
  const { cropScale, flip, colourJitter, lighting, cutMix } = augmentation;
  return [
    cropScale < 1 ? `random resized crop ${cropScale} to 1` : '',
    flip ? 'flip' : '',
    colourJitter > 0 ? `colour jitter ${colourJitter}` : '',
    lighting > 0 ? `lighting ${lighting}` : '',
    cutMix > 0 ? `CutMix of ${share(cutMix)} % of batches` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function labelText({ labels, temperature }: Protocol): string {
  return labels === 'hard'
    ? 'hard: the class'
    : `soft: a teacher's, asked on the augmented picture, temperature ${temperature}`;
}

function measuredFacts({ protocol, heldOut, classes, backend }: Measurement): string[][] {
  const { images, leftOut, split } = heldOut;
  const copies = leftOut > 0 ? `; ${leftOut} more left out, as copies of other images` : '';
  return [
    ['held out', `${images} real images of ${classes.length} classes${copies}`],
    ['split', plain(split)],
    ['network', networkName(protocol.network)],
    ['side that the network sees', `${protocol.side} px`],
    ['labels', labelText(protocol)],
    [
      'protocol',
      `${plain(protocol.preset)}: ${protocol.epochs} epochs, batches of ${protocol.batch}`,
    ],
    ['optimiser', optimiserText(protocol)],
    ['augmentation', augmentationText(protocol)],
    ['looks on the way', String(protocol.looks)],
    ['trained by', plain(backend)],
  ];
}

function setFacts({ manifest, side, softLabels }: ClaimFacts): string[][] {
  const { recipe, versions } = manifest;
  const distilled = manifest.images.filter(({ kind }) => kind === 'distilled').length;
  return [
    ['images', `${distilled} in ${manifest.classes.length} classes, ${side} px`],
    [
      'labels in the export',
      softLabels ? 'folder names, and a teacher’s in labels.npy' : 'folder names',
    ],
    ['collection', plain(manifest.collection.label)],
    ['method', plain(recipe.method)],
    ['model pack', `${plain(recipe.pack.id)} ${plain(recipe.pack.version)}`],
    ['Stillroom', plain(versions.stillroom)],
    ['recipe hash', manifest.recipeHash],
  ];
}

/** What is claimed, in a sentence or two. */
function sentence(set: MeasuredSet, { protocol, heldOut }: Measurement): string {
  const repeats = set.trainings.length;
  const times = repeats === 1 ? 'in one training' : `over ${repeats} trainings`;
  const claim = `A ${networkName(protocol.network)} that learns from these images alone is right on ${spreadText(set.accuracy)} of ${heldOut.images} held-out real images, ${times}.`;
  const { overRandom } = set;
  const paired =
    overRandom === null
      ? 'No random real images were trained on beside it, so what it has over them is not known.'
      : `That is ${overRandomText(set)} over random real images of the same number, paired by seed${overRandom.interval === null ? '' : '; in brackets the 95 % interval of the mean'}.`;
  const single =
    repeats === 1 ? ' One training has no spread: repeat it before it is compared.' : '';
  return `${claim} ${paired}${single}`;
}

const NOT_EVALUATED =
  'This set was not evaluated before it was exported: **no accuracy is claimed**. The command below measures it.';

function body(facts: ClaimFacts): { readonly text: string; readonly rows: string[][] } {
  const { measured } = facts;
  const set = measured?.measurement.sets.find(({ id }) => id === measured.own);
  if (measured === null || set === undefined || set.accuracy === null) {
    const problem = set?.problem ?? null;
    const why = problem === null ? '' : ` An evaluation was started and failed: ${plain(problem)}`;
    return { text: `${NOT_EVALUATED}${why}`, rows: [] };
  }
  const { measurement, own } = measured;
  const text = `${sentence(set, measurement)}

${resultsTable(measurement, own)}

A spread is the standard deviation over repeats. The best on the way is the best of all looks at the
held-out images, which papers of this field report; it is no estimate for new images.

## Every training

${repeatsTable(measurement, own)}`;
  return { text, rows: measuredFacts(measurement) };
}

function commandOf({ measured }: ClaimFacts): CommandSettings | null {
  const set = measured?.measurement.sets.find(({ id }) => id === measured.own);
  if (measured === null || set === undefined || set.accuracy === null) return null;
  return {
    protocol: measured.measurement.protocol,
    repeats: set.trainings.length,
    seed: Math.min(...set.trainings.map(({ seed }) => seed)),
  };
}

/** The text of the file. */
export function claimText(facts: ClaimFacts): string {
  const { text, rows } = body(facts);
  return `# How ${plain(facts.manifest.name)} trains

${text}

## What it depends on

${table(['what', 'value'], [...rows, ...setFacts(facts)])}

## Measure it again

${measureCommand(commandOf(facts))}
`;
}
