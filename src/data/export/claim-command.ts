/** The command with which evaluate.py of an export measures what its card claims. */
import type { NetworkSpec } from '../../core/training/network';
import type { Protocol } from '../../core/training/protocol';
import { paper } from '../../core/training/protocols/paper';
import { plain } from './markdown';

export interface CommandSettings {
  readonly protocol: Protocol;
  readonly repeats: number;
  /** Of the first repeat. */
  readonly seed: number;
}

/** Protocols that evaluate.py has. */
export const SCRIPT_PROTOCOLS: readonly string[] = ['quick', 'paper', 'dmgd'];

function command(options: readonly string[]): string {
  const places = ['--data .', '--test PATH/TO/HELD-OUT', '--random PATH/TO/REAL'];
  return ['```sh', `python evaluate.py ${[...places, ...options].join(' ')}`, '```'].join('\n');
}

function networkOptions({ kind, depth, width }: NetworkSpec, side: number): string[] {
  return [`--net ${kind}-${depth}`, `--width ${width}`, `--side ${side}`];
}

const PLACES = `In this folder, with torch and Pillow (\`pip install torch pillow numpy\`). \`PATH/TO/HELD-OUT\` holds the
held-out real images, a folder a class; \`PATH/TO/REAL\` the other real ones, from which random sets are
drawn (images that are held out are left out of these).`;

/** The section's text. @param settings null for a set that was not evaluated */
export function measureCommand(settings: CommandSettings | null): string {
  const published = command(['--protocol paper', ...networkOptions(paper.network, paper.side)]);
  if (settings === null) {
    return `${PLACES}

${published}

On a processor without a GPU this takes hours; \`--protocol quick\` alone in place of the last four options
ranks sets in minutes.`;
  }
  const { protocol, repeats, seed } = settings;
  if (!SCRIPT_PROTOCOLS.includes(protocol.preset)) {
    return `evaluate.py does not train by the protocol "${plain(protocol.preset)}", whose teacher is asked during the
training. With hard labels, as the papers do, it is measured by

${published}

${PLACES}`;
  }
  const options = [
    `--protocol ${protocol.preset}`,
    ...networkOptions(protocol.network, protocol.side),
    `--repeats ${repeats}`,
    `--seed ${seed}`,
  ];
  return `${command(options)}

${PLACES} Torch draws other random numbers than Stillroom from a seed: expect the same
accuracy within the spread, not the same digits.`;
}
