/**
 * claim.md of an export: one card that says how well the set trains, and everything that such a number
 * depends on: split, sides, labels, network, protocol, random real images of the same size under the same
 * seeds, every repeat, versions, and the command that measures it again. A set that was not evaluated
 * gets the same card without a claim.
 */
import { countOf } from '../../core/counts';
import { fixed } from '../../core/fixed';
import type { Manifest } from '../../core/formats/manifest';
import { splitText } from '../../core/held-out';
import { networkName } from '../../core/training/describe-network';
import type { Protocol } from '../../core/training/protocol';
import { measureCommand, type CommandSettings } from './claim-command';
import { augmentationText, optimiserText } from './claim-protocol';
import { plain, table } from './markdown';
import type {
  MeasuredDifference,
  MeasuredExport,
  MeasuredSet,
  MeasuredSpread,
  Measurement,
} from './measured';

export interface ClaimFacts {
  readonly manifest: Manifest;
  /** Pixels a side of the set's images. */
  readonly side: number;
  /** Whether labels.npy is in the export. */
  readonly softLabels: boolean;
  readonly measured: MeasuredExport | null;
}

const share = (value: number): string => fixed(100 * value, 1);

/** One training has no spread, and ± 0.0 would be a lie. */
function spreadText(spread: MeasuredSpread | null): string {
  if (spread === null) return 'not measured';
  const { mean, deviation, count } = spread;
  return count > 1 ? `${share(mean)} ± ${share(deviation)} %` : `${share(mean)} %`;
}

function points(value: number): string {
  const text = share(Math.abs(value));
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

function differenceText(difference: MeasuredDifference | null): string {
  if (difference === null) return '';
  const { mean, interval } = difference;
  if (interval === null) return `${points(mean)} points`;
  return `${points(mean)} points (${points(interval[0])} to ${points(interval[1])})`;
}

function setTitle({ id, kind, name }: MeasuredSet, own: string): string {
  if (id === own) return `**this set** (${plain(name)})`;
  return kind === 'random' ? 'random real images' : plain(name);
}

function resultsTable({ sets }: Measurement, own: string): string {
  const first = sets.filter(({ id }) => id === own);
  const random = sets.filter(({ id, kind }) => id !== own && kind === 'random');
  const others = sets.filter(({ id, kind }) => id !== own && kind !== 'random');
  return table(
    [
      'set',
      'images per class',
      'epochs',
      'after the last epoch',
      'best on the way',
      'over random',
      'below all real images',
      'repeats',
      'seconds to make',
    ],
    [...first, ...random, ...others].map((set) => [
      setTitle(set, own),
      String(set.imagesPerClass),
      String(set.protocol.epochs),
      set.problem === null ? spreadText(set.accuracy) : `not trained: ${plain(set.problem)}`,
      spreadText(set.best),
      differenceText(set.overRandom),
      differenceText(set.belowFull),
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

function labelText({ labels, temperature }: Protocol, { teacher }: Measurement): string {
  if (labels === 'hard') return 'hard: the class';
  const accuracy =
    teacher === null ? '' : `, itself right on ${share(teacher.accuracy)} % of the held-out images`;
  return `soft: a teacher's${accuracy}, asked on the augmented picture, temperature ${temperature}`;
}

function measuredFacts({ protocol, weights }: MeasuredSet, measurement: Measurement): string[][] {
  const { heldOut, classes, backend } = measurement;
  const { images, leftOut, split } = heldOut;
  const copies = leftOut > 0 ? `; ${leftOut} more left out, as copies of other images` : '';
  return [
    ['held out', `${images} real images of ${classes.length} classes${copies}`],
    ['split', plain(split)],
    ['network', networkName(protocol.network)],
    ['side that the network sees', `${protocol.side} px`],
    ['labels', labelText(protocol, measurement)],
    [
      'weights',
      weights === 'equal'
        ? 'equal: every image counts alike'
        : 'an image counts for the share of its class that it stands for; random real images alike',
    ],
    [
      'protocol',
      `${plain(protocol.preset)}: ${protocol.epochs} epochs, batches of ${protocol.batch}`,
    ],
    ['optimiser', optimiserText(protocol)],
    ['augmentation', augmentationText(protocol)],
    ['looks on the way', String(protocol.looks)],
    ['trained by', plain(backend)],
    ['ONNX Runtime that trained', trainingRuntimes(measurement)],
  ];
}

/**
 * Images and trainings may be of several days, and of several machines.
 * @param noun one of them
 */
function runtimesText(runtimes: readonly (string | undefined)[], noun: string): string {
  const known = [...new Set(runtimes.filter((runtime) => runtime !== undefined))];
  if (known.length === 0) return 'not known';
  const unknown = runtimes.filter((runtime) => runtime === undefined).length;
  const rest = unknown === 0 ? '' : `; not known of ${countOf(unknown, noun)}`;
  return `${known.map(plain).join(', ')}${rest}`;
}

function imageRuntimes({ images }: Manifest): string {
  const distilled = images.filter(({ kind }) => kind === 'distilled');
  return runtimesText(
    distilled.map(({ runtime }) => runtime),
    'image',
  );
}

/** Of the trainings that the claim lists. */
function trainingRuntimes({ sets }: Measurement): string {
  const trainings = sets.flatMap((set) => set.trainings);
  return runtimesText(
    trainings.map(({ runtime }) => runtime),
    'training',
  );
}

function setFacts({ manifest, side, softLabels }: ClaimFacts): string[][] {
  const { recipe, versions } = manifest;
  const held = recipe.split ?? { kind: 'none' };
  const distilled = manifest.images.filter(({ kind }) => kind === 'distilled').length;
  return [
    ['images', `${distilled} in ${manifest.classes.length} classes, ${side} px`],
    [
      'labels in the export',
      softLabels ? 'folder names, and a teacher’s in labels.npy' : 'folder names',
    ],
    ['collection', plain(manifest.collection.label)],
    ['held out when it was made', splitText(held)],
    ['pictures became squares by', recipe.framing ?? 'crop'],
    ['method', plain(recipe.method)],
    ['model pack', `${plain(recipe.pack.id)} ${plain(recipe.pack.version)}`],
    ['Stillroom', plain(versions.stillroom)],
    ['ONNX Runtime', imageRuntimes(manifest)],
    ['recipe hash', manifest.recipeHash],
  ];
}

/** What is claimed, in a sentence or two. */
function sentence(set: MeasuredSet, { heldOut }: Measurement): string {
  const { protocol } = set;
  const repeats = set.trainings.length;
  const times = repeats === 1 ? 'in one training' : `over ${repeats} trainings`;
  const claim = `A ${networkName(protocol.network)} that learns from these images alone is right on ${spreadText(set.accuracy)} of ${heldOut.images} held-out real images, ${times}.`;
  const { overRandom } = set;
  const paired =
    overRandom === null
      ? 'No random real images were trained on beside it, so what it has over them is not known.'
      : `That is ${differenceText(overRandom)} over random real images of the same number, paired by seed${overRandom.interval === null ? '' : '; in brackets the 95 % interval of the mean'}.`;
  const single =
    repeats === 1 ? ' One training has no spread: repeat it before it is compared.' : '';
  return `${claim} ${paired}${single}`;
}

const NOT_EVALUATED =
  'This set was not evaluated before it was exported: **no accuracy is claimed**. The command below measures it.';

/** What was measured of the exported set. */
interface Found {
  readonly set: MeasuredSet;
  readonly measurement: Measurement;
}

/** Why an evaluation that is at hand says nothing of this set; empty where there is none. */
function noClaimText({ manifest, measured }: ClaimFacts, set: MeasuredSet | undefined): string {
  if (measured === null || set === undefined) return '';
  if (set.problem !== null) return ` An evaluation was started and failed: ${plain(set.problem)}`;
  if (set.accuracy === null) return '';
  return ` An evaluation was of ${set.imagesPerClass} images a class, before the set came to have ${imagesPerClass(manifest)}.`;
}

/** As sets are counted where they are trained on. */
function imagesPerClass({ images, classes }: Manifest): number {
  const distilled = images.filter(({ kind }) => kind === 'distilled').length;
  return Math.max(1, Math.round(distilled / classes.length));
}

function ownSet({ measured }: ClaimFacts): MeasuredSet | undefined {
  return measured?.measurement.sets.find(({ id }) => id === measured.own);
}

/** null where nothing is known of the set as it is exported. */
function foundOf(facts: ClaimFacts): Found | null {
  const { measured, manifest } = facts;
  const set = ownSet(facts);
  if (measured === null || set === undefined || set.accuracy === null) return null;
  // A run can go on after it was evaluated.
  if (set.imagesPerClass !== imagesPerClass(manifest)) return null;
  return { set, measurement: measured.measurement };
}

function fewerClassesText({ manifest }: ClaimFacts, { classes }: Measurement): string {
  const all = manifest.classes.length;
  if (classes.length === all) return '';
  return `\n\nThe evaluation was of ${classes.length} of the ${all} classes: ${classes.map(plain).join(', ')}.`;
}

/** An evaluation is of a run's own images, whatever size they are exported at. */
function reducedText({ manifest: { reduced } }: ClaimFacts): string {
  if (reduced === undefined) return '';
  return `\n\nIt learned from the images as they were made, ${reduced.from} px a side; here they are reduced to ${reduced.side}.`;
}

function claimed(facts: ClaimFacts, { set, measurement }: Found): string {
  return `${sentence(set, measurement)}${fewerClassesText(facts, measurement)}${reducedText(facts)}

${resultsTable(measurement, set.id)}

A spread is the standard deviation over repeats. The best on the way is the best of all looks at the
held-out images, which papers of this field report; it is no estimate for new images. The seconds are
those of the images. Not counted is what comes before a class's first: reading it, encoding it, and
finding its cores, its windows or the images that are chosen.

## Every training

${repeatsTable(measurement, set.id)}`;
}

function commandOf({ set, measurement }: Found): CommandSettings {
  return {
    protocol: set.protocol,
    weights: set.weights,
    repeats: set.trainings.length,
    seed: Math.min(...set.trainings.map(({ seed }) => seed)),
    classes: measurement.classes.length,
  };
}

/** The text of the file. */
export function claimText(facts: ClaimFacts): string {
  const found = foundOf(facts);
  const rows = found === null ? [] : measuredFacts(found.set, found.measurement);
  const set = {
    side: facts.side,
    split: facts.manifest.recipe.split ?? ({ kind: 'none' } as const),
    classes: facts.manifest.classes.length,
    isReduced: facts.manifest.reduced !== undefined,
  };
  return `# How ${plain(facts.manifest.name)} trains

${found === null ? `${NOT_EVALUATED}${noClaimText(facts, ownSet(facts))}` : claimed(facts, found)}

## What it depends on

${table(['what', 'value'], [...rows, ...setFacts(facts)])}

## Measure it again

${measureCommand(found === null ? null : commandOf(found), set)}
`;
}
