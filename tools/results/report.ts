/** The finished sets as docs/results/imagenette-10.md. Every sentence about an outcome is made from the numbers. */
import type { SamplingSettings } from '../../src/core/formats/recipe';
import { networkName } from '../../src/core/training/describe-network';
import type { ProtocolPreset } from '../../src/core/training/protocol';
import type { HeldOutFacts } from '../../src/run/evaluation/report';
import type { Contender } from './contenders';
import { MEASURES, type Measure, type MeasureId, type Measures } from './measures';
import { EXPECTED_ORDERS } from './orders';
import { spreadOf, spreadText, verdictOf, type Spread, type Verdict } from './spread';

/** A measured set. */
export interface ResultRow {
  readonly contender: string;
  readonly seed: number;
  /** Means over classes. */
  readonly measures: Measures;
}

export interface ReportInput {
  /** The command that made it, as anybody would type it. */
  readonly command: string;
  readonly contenders: readonly Contender[];
  readonly seeds: readonly number[];
  readonly sampling: SamplingSettings;
  readonly rows: readonly ResultRow[];
  /** Of each class's mean latent, repeated. */
  readonly control: Measures;
  /** null where nothing was trained. */
  readonly training: {
    readonly protocol: ProtocolPreset;
    readonly heldOut: HeldOutFacts;
    readonly repeats: number;
  } | null;
  readonly collection: string;
  readonly classes: readonly { readonly name: string; readonly images: number }[];
  readonly pack: string;
  readonly machine: string;
  /** Why contenders have no row, by id. */
  readonly problems: Readonly<Record<string, string>>;
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const ARROW = { higher: '↑', lower: '↓' } as const;
const MARK: Readonly<Record<Verdict, string>> = {
  holds: 'yes',
  'does not hold': '**no**',
  unclear: 'unclear',
};

/** What says nothing about an order of sets: time, and what a set is like. */
const UNORDERED: ReadonlySet<MeasureId> = new Set([
  'follows',
  'copies',
  'sharpness',
  'norm',
  'targetDistance',
  'secondsPerImage',
]);
const ORDERED = MEASURES.filter(({ id }) => !UNORDERED.has(id));

class Report {
  readonly #input: ReportInput;

  constructor(input: ReportInput) {
    this.#input = input;
  }

  #spread(contender: string, id: MeasureId): Spread | null {
    const own = this.#input.rows.filter((row) => row.contender === contender);
    return spreadOf(own.map(({ measures }) => measures[id]));
  }

  #name(id: string): string {
    return this.#input.contenders.find((one) => one.id === id)?.name ?? id;
  }

  table(): string[] {
    const { contenders, rows, seeds } = this.#input;
    const head = ['Method', ...MEASURES.map(({ label, better }) => `${label} ${ARROW[better]}`)];
    const body = contenders.flatMap(({ id, name }) => {
      const done = rows.filter((row) => row.contender === id).length;
      if (done === 0) return [];
      const partial = done < seeds.length ? ` (${done} of ${seeds.length} seeds)` : '';
      const values = MEASURES.map((measure) => spreadText(measure, this.#spread(id, measure.id)));
      return [line([name + partial, ...values])];
    });
    const control = MEASURES.map((measure) =>
      spreadText(measure, spreadOf([this.#input.control[measure.id]])),
    );
    return [
      line(head),
      `|---|${MEASURES.map(() => '---:|').join('')}`,
      ...body,
      line(['*Control: class mean, repeated*', ...control]),
    ];
  }

  /** Contenders that are not or not wholly there. */
  gaps(): string[] {
    const { contenders, seeds, rows, problems } = this.#input;
    return contenders.flatMap(({ id, name }) => {
      const problem = problems[id];
      if (problem !== undefined) return [`- ${name}: ${problem}`];
      const done = rows.filter((row) => row.contender === id).length;
      if (done === seeds.length) return [];
      return [`- ${name}: ${done} of ${seeds.length} seeds are made so far.`];
    });
  }

  #verdict(better: string, worse: string, measure: Measure): Verdict | null {
    const first = this.#spread(better, measure.id);
    const second = this.#spread(worse, measure.id);
    return first === null || second === null ? null : verdictOf(measure, first, second);
  }

  #known(): typeof EXPECTED_ORDERS {
    const made = new Set(this.#input.rows.map(({ contender }) => contender));
    return EXPECTED_ORDERS.filter(({ better, worse }) => made.has(better) && made.has(worse));
  }

  orders(): string[] {
    const known = this.#known();
    if (known.length === 0) return ['No two methods of a known order are made yet.'];
    const head = ['Better than', ...ORDERED.map(({ label }) => label)];
    const body = known.map(({ better, worse }) =>
      line([
        `${this.#name(better)} over ${this.#name(worse)}`,
        ...ORDERED.map((measure) => {
          const verdict = this.#verdict(better, worse, measure);
          return verdict === null ? '–' : MARK[verdict];
        }),
      ]),
    );
    return [line(head), `|---|${ORDERED.map(() => '---|').join('')}`, ...body];
  }

  /** A sentence an order. */
  findings(): string[] {
    return this.#known().map(({ better, worse, because }) => {
      const failed: string[] = [];
      const held: string[] = [];
      for (const measure of ORDERED) {
        const verdict = this.#verdict(better, worse, measure);
        if (verdict === 'holds') held.push(measure.label);
        if (verdict !== 'does not hold') continue;
        const [own, other] = [better, worse].map((id) =>
          spreadText(measure, this.#spread(id, measure.id)),
        );
        failed.push(`${measure.label} (${own ?? ''} against ${other ?? ''})`);
      }
      const order = `**${this.#name(better)} over ${this.#name(worse)}**`;
      const says = [
        failed.length > 0 ? `does not hold for ${failed.join(', ')}` : '',
        held.length > 0 ? `holds for ${held.join(', ')}` : '',
      ].filter((text) => text !== '');
      const outcome = says.length > 0 ? says.join('; ') : 'is clear in no measure';
      return `- ${order} ${outcome}. Expected, because ${because}.`;
    });
  }
}

function counted(classes: ReportInput['classes']): string {
  const counts = [...new Set(classes.map(({ images }) => images))].sort((a, b) => a - b);
  const images =
    counts.length === 1 ? `${counts[0] ?? 0}` : `${counts[0] ?? 0} to ${counts.at(-1) ?? 0}`;
  return `${classes.length} classes (${classes.map(({ name }) => name).join(', ')}) with ${images} images each`;
}

/** What the accuracies are of; every number names its split. */
function trainingText({ training }: ReportInput): string[] {
  if (training === null) return ['Nothing was trained on these sets.', ''];
  const { protocol, heldOut, repeats } = training;
  const { network, side, name } = protocol;
  const over = heldOut.leftOut === 0 ? '' : ` (${heldOut.leftOut} more are among the other images)`;
  return [
    `Accuracy is that of a ${networkName(network)} at ${side} px trained on the set with hard labels (protocol "${name}", docs/training.md), after the last epoch, on ${heldOut.images} held-out images (${heldOut.split})${over}: no set is made from them. The model itself may have seen them, where they are from what it was trained on (its card says: ImageNette's training part). It is the mean of ${repeats} trainings, each paired with random real images of the same number drawn for it alone: "over random" is that difference, in points.`,
    '',
  ];
}

/** @returns Markdown */
export function reportMarkdown(input: ReportInput): string {
  const { sampling, seeds, command, pack, machine, collection, classes } = input;
  const { imagesPerClass, steps, solver, cfgScale, cfgFrom, cfgTo } = sampling;
  const report = new Report(input);
  const gaps = report.gaps();
  return [
    '# Methods side by side',
    '',
    'Made by `tools/results`; to make it again:',
    '',
    '```',
    command,
    '```',
    '',
    `Collection ${collection}: ${counted(classes)}. Model: ${pack}. ${imagesPerClass} images per class, seeds ${seeds.join(', ')}. Every generated method samples alike where its name does not say otherwise: ${solver}, ${steps} steps, CFG scale ${cfgScale}${cfgFrom === 0 && cfgTo === 1 ? '' : ` from ${cfgFrom} to ${cfgTo} of the noise schedule`}; its own parameters are its defaults, for DMGD those of its ImageNette preset. ${machine}.`,
    '',
    'Each class is measured alone, in the latent space of the model, against all of its images that are not held out; the table has the mean over classes, then mean ± standard deviation over seeds. Chosen real images are measured against a class that holds them, which favours them. Recall is near 1 in small sets, whose balls are large: it says little here. The control is each class’s mean latent, repeated: it shows nothing, so a measure in which it does well rewards blur, and a method that beats others there may only be nearer to the mean. Follows is the share of guided pictures whose own core is the nearest of the class’s cores, copies the share that is nearer to its core than half the way to the core’s nearest other real image (src/core/metrics/follows.ts); sharpness is the mean gradient and norm the mean norm of the latents, over those of real images: a smear is below 1 in both. To target is what a pull makes small: the distance from the clean latent to the image’s own core or centroid, when the pull last acted. Sets are made and measured by the same code as on the page, one image after the other; a chosen real image has no time of its own.',
    '',
    ...trainingText(input),
    'The selection of windows of real images has figures of its own: [windows.md](windows.md).',
    '',
    ...report.table(),
    '',
    ...(gaps.length > 0 ? ['Missing:', '', ...gaps, ''] : []),
    '## Do the expected orders hold?',
    '',
    'Papers rank by the accuracy of a network trained on the set, with much larger models; the first columns do so too, with a 64 px model, the others by distances in its latent space. An order holds where the means differ, the right way, by more than the root of the summed variances over seeds; within that it is unclear.',
    ...(seeds.length === 1
      ? ['', 'There is one seed, so no spread is known: the means alone decide here.']
      : []),
    '',
    ...report.orders(),
    '',
    ...report.findings(),
    '',
  ].join('\n');
}
