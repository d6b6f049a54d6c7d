/** The command with which evaluate.py of an export measures what its card claims. */
import type { Split } from '../../core/held-out';
import type { WeightKind } from '../../core/training/image-set';
import type { NetworkSpec } from '../../core/training/network';
import type { Protocol } from '../../core/training/protocol';
import { paper } from '../../core/training/protocols/paper';
import { quick } from '../../core/training/protocols/quick';
import { plain } from './markdown';

export interface CommandSettings {
  readonly protocol: Protocol;
  readonly weights: WeightKind;
  readonly repeats: number;
  /** Of the first repeat. */
  readonly seed: number;
  /** How many were told apart. */
  readonly classes: number;
}

/** What of a set its command depends on. */
export interface CommandSet {
  /** Pixels a side of its images. */
  readonly side: number;
  readonly split: Split;
  readonly classes: number;
  /** Whether its images are smaller than those that were evaluated. */
  readonly isReduced: boolean;
}

/** Protocols that evaluate.py has. */
export const SCRIPT_PROTOCOLS: readonly string[] = ['quick', 'paper', 'dmgd'];

/** Where the real images lie, and which of them were held out. */
function placeOptions({ split }: CommandSet): string[] {
  if (split.kind !== 'share') return ['--test PATH/TO/HELD-OUT', '--random PATH/TO/REAL'];
  return ['--test PATH/TO/REAL', '--random PATH/TO/REAL', `--held-out ${split.percent}`];
}

function command(set: CommandSet, options: readonly string[]): string {
  const all = ['--data .', ...placeOptions(set), ...options];
  return ['```sh', `python evaluate.py ${all.join(' ')}`, '```'].join('\n');
}

function networkOptions({ kind, depth, width }: NetworkSpec, side: number): string[] {
  return [`--net ${kind}-${depth}`, `--width ${width}`, `--side ${side}`];
}

/** The largest side up to `most` that a network halves evenly. */
function largestSide({ kind, depth }: NetworkSpec, most: number): number {
  const divisor = (side: number): number =>
    kind === 'convnet' ? 2 ** depth : side > 128 ? 32 : side > 64 ? 16 : 8;
  let side = most;
  while (side > divisor(side) && side % divisor(side) !== 0) side -= 1;
  return side;
}

/** The papers' protocol at the largest side that is neither above theirs nor enlarges the set's images. */
function paperOptions({ side: most }: CommandSet): string[] {
  const side = largestSide(paper.network, Math.min(paper.side, most));
  return [`--protocol ${paper.id}`, ...networkOptions(paper.network, side)];
}

/** Of an evaluation of some of the set's classes. */
function classesText({ classes }: CommandSettings, set: CommandSet): string {
  if (classes === set.classes) return '';
  return `Before that, take the folders of the other classes out of \`train\`: the evaluation was of ${classes} of ${set.classes},
and the script tells all apart that are there.

`;
}

/** What to expect of the command. @param side that it asks for */
function expectation({ protocol }: CommandSettings, set: CommandSet, side: number): string {
  if (side < protocol.side) {
    return `The evaluation was at ${protocol.side} px, and nothing is enlarged: at ${side} px the accuracy is another one.`;
  }
  const torch = 'Torch draws other random numbers than Stillroom from a seed';
  return set.isReduced
    ? `${torch}, and the images are reduced: expect an accuracy near it, not the same.`
    : `${torch}: expect the
same accuracy within the spread, not the same digits.`;
}

function placesText({ split }: CommandSet): string {
  const places =
    split.kind === 'share'
      ? `\`PATH/TO/REAL\` holds the whole collection, a folder
a class: the script finds the held-out images by the files' own hashes, as Stillroom did.`
      : `\`PATH/TO/HELD-OUT\` holds the
held-out real images, a folder a class; \`PATH/TO/REAL\` the other real ones.`;
  return `In this folder, with torch and Pillow (\`pip install torch pillow numpy\`). ${places}
No image that is held out is drawn for a random set.`;
}

/** The section's text. @param settings null for a set that was not evaluated */
export function measureCommand(settings: CommandSettings | null, set: CommandSet): string {
  const published = command(set, paperOptions(set));
  if (settings === null) {
    return `${published}

${placesText(set)}

On a processor without a GPU this takes hours. In minutes, for ranking sets:

${command(set, [`--protocol ${quick.id}`])}`;
  }
  const { protocol, weights, repeats, seed } = settings;
  if (protocol.labels === 'teacher' || !SCRIPT_PROTOCOLS.includes(protocol.preset)) {
    return `evaluate.py does not train by the protocol "${plain(protocol.preset)}" as it was used, with a teacher that is
asked during the training. With hard labels, as the papers do, it is measured by

${published}

${placesText(set)}`;
  }
  const { network } = protocol;
  const side = largestSide(network, Math.min(protocol.side, set.side));
  const options = [
    `--protocol ${protocol.preset}`,
    ...networkOptions(network, side),
    `--repeats ${repeats}`,
    `--seed ${seed}`,
    ...(weights === 'share' ? ['--weights share'] : []),
  ];
  return `${command(set, options)}

${classesText(settings, set)}${placesText(set)} ${expectation(settings, set, side)}`;
}
