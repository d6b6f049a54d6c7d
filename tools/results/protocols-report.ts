/** Whether a protocol orders sets as another one does, as docs/results/protocols.md. */
import { rankCorrelation } from '../../src/core/metrics/rank-correlation';
import { spreadOf } from './spread';

/** A protocol with the network that it trains here. */
export interface Ranking {
  readonly id: string;
  /** "Paper, ResNetAP-10 at 64 px" */
  readonly name: string;
  /** What evaluate.py is asked for. */
  readonly options: readonly string[];
}

/** One training. */
export interface Trained {
  readonly ranking: string;
  readonly set: string;
  readonly seed: number;
  /** Share of held-out images named rightly after the last epoch, 0..1. */
  readonly accuracy: number;
}

export interface ProtocolsInput {
  readonly command: string;
  readonly rankings: readonly Ranking[];
  readonly trained: readonly Trained[];
  /** Held-out images. */
  readonly heldOut: number;
  /** Where it was trained: "cuda, torch 2.11.0". */
  readonly machines: readonly string[];
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const percent = (share: number): string => (100 * share).toFixed(1);
const signed = (value: number): string => value.toFixed(2).replace('-', '−');

/** By set, in percent of 1; null where a set has none. */
function valuesOf(
  trained: readonly Trained[],
  ranking: string,
  set: string,
  seed?: number,
): number[] {
  return trained
    .filter((one) => one.ranking === ranking && one.set === set)
    .filter((one) => seed === undefined || one.seed === seed)
    .map(({ accuracy }) => accuracy);
}

function meanOf(values: readonly number[]): number | null {
  return spreadOf(values)?.mean ?? null;
}

function accuracyText(values: readonly number[]): string {
  const spread = spreadOf(values);
  if (spread === null) return '–';
  const own = spread.sd === null ? '' : ` ± ${percent(spread.sd)}`;
  return `${percent(spread.mean)}${own} (${spread.seeds})`;
}

/** "+0.80 (0.51 to 0.93, n = 12)" */
function correlationText(a: readonly (number | null)[], b: readonly (number | null)[]): string {
  const { value, interval, count } = rankCorrelation(a, b);
  if (value === null) return '–';
  const reach = interval === null ? '' : `${signed(interval[0])} to ${signed(interval[1])}, `;
  return `${signed(value)} (${reach}n = ${count})`;
}

/**
 * How far one training's order agrees with another training's by the same protocol: more than this no other
 * protocol's single training can be asked for. Mean over all pairs of seeds; null below two seeds.
 */
export function ownAgreement(
  trained: readonly Trained[],
  ranking: string,
  sets: readonly string[],
): number | null {
  const seeds = [
    ...new Set(trained.filter((one) => one.ranking === ranking).map(({ seed }) => seed)),
  ];
  const columns = seeds.map((seed) =>
    sets.map((set) => meanOf(valuesOf(trained, ranking, set, seed))),
  );
  const values = columns.flatMap((a, i) =>
    columns.slice(i + 1).flatMap((b) => rankCorrelation(a, b).value ?? []),
  );
  return meanOf(values);
}

export function protocolsMarkdown(input: ProtocolsInput): string {
  const { command, rankings, trained, heldOut, machines } = input;
  const [first] = rankings;
  const sets = [...new Set(trained.map(({ set }) => set))].toSorted((a, b) => {
    const mean = (set: string) => meanOf(valuesOf(trained, first?.id ?? '', set)) ?? 0;
    return mean(b) - mean(a);
  });
  const column = ({ id }: Ranking) => sets.map((set) => meanOf(valuesOf(trained, id, set)));
  const agreements = rankings.map((row) =>
    line([
      row.name,
      ...rankings.map((other) => {
        if (row !== other) return correlationText(column(row), column(other));
        const own = ownAgreement(trained, row.id, sets);
        return own === null ? '–' : `*${signed(own)}*`;
      }),
    ]),
  );
  return `${[
    '# Does one protocol order sets as another does?',
    'Made by `tools/results/protocols.ts` with `evaluate.py`, the script that every export holds; to make it again:',
    `\`\`\`\n${command}\n\`\`\``,
    `Each set is trained on from scratch, and tested on ${heldOut} held-out images that no set has seen. Accuracy is that after the last epoch, in percent: mean ± standard deviation over trainings (their number). Trained on: ${machines.join('; ')}.`,
    [
      line(['Set', ...rankings.map(({ name }) => name)]),
      line(['---', ...rankings.map(() => '---:')]),
      ...sets.map((set) =>
        line([set, ...rankings.map(({ id }) => accuracyText(valuesOf(trained, id, set)))]),
      ),
    ].join('\n'),
    'Agreement of the orders: rank correlation (Spearman) of the means, with its interval of 95 % (Fisher’s z, Bonett and Wright’s variance) over n sets. On the diagonal, in italics: how far single trainings of the protocol agree with each other, the mean over pairs of seeds.',
    [
      line(['', ...rankings.map(({ name }) => name)]),
      line(['---', ...rankings.map(() => '---:')]),
      ...agreements,
    ].join('\n'),
  ].join('\n\n')}\n`;
}
