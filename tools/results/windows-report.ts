/** The text of docs/results/windows.md. */

/** How one class's images score under their own prompt and under another class's. */
export interface PromptScores {
  readonly name: string;
  readonly other: string;
  /** A value an image: its mean typicality. */
  readonly own: readonly number[];
  readonly permuted: readonly number[];
}

/** How many of a list's first windows come from outlier images. */
export interface OutlierCount {
  readonly variant: string;
  readonly name: string;
  readonly taken: number;
  readonly outliers: number;
  /** Share of the class's images that are outliers: what chance gives. */
  readonly chance: number;
}

export interface WindowsReport {
  readonly command: string;
  readonly pack: string;
  readonly draws: number;
  readonly imagesPerClass: number;
  readonly prompts: readonly PromptScores[];
  readonly heldOutNote: string;
  readonly outliers: readonly OutlierCount[];
  readonly sampleImages: number;
  /** Path of the picture, relative to the text. */
  readonly picture: string;
  readonly machine: string;
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function promptTable(prompts: readonly PromptScores[]): string {
  const rows = prompts.map(({ name, other, own, permuted }) => {
    const wins = own.filter((score, i) => score > (permuted[i] ?? 0)).length;
    return `| ${name} | ${mean(own).toFixed(4)} | ${other} | ${mean(permuted).toFixed(4)} | ${wins} of ${own.length} |`;
  });
  const own = prompts.flatMap((one) => one.own);
  const permuted = prompts.flatMap((one) => one.permuted);
  const wins = own.filter((score, i) => score > (permuted[i] ?? 0)).length;
  return [
    '| class | own prompt | other prompt | its score | own is higher |',
    '|---|---|---|---|---|',
    ...rows,
    `| **all** | **${mean(own).toFixed(4)}** | | **${mean(permuted).toFixed(4)}** | **${wins} of ${own.length}** (${((100 * wins) / Math.max(1, own.length)).toFixed(0)} %) |`,
  ].join('\n');
}

function outlierTable(counts: readonly OutlierCount[]): string {
  const variants = [...new Set(counts.map(({ variant }) => variant))];
  const names = [...new Set(counts.map(({ name }) => name))];
  const of = (variant: string) => counts.filter((count) => count.variant === variant);
  const sum = (list: readonly OutlierCount[], key: 'taken' | 'outliers') =>
    list.reduce((total, count) => total + count[key], 0);
  const rows = variants.map((variant) => {
    const own = of(variant);
    const each = names.map((name) => own.find((count) => count.name === name)?.outliers ?? '–');
    const chance = own.reduce((total, { taken, chance: share }) => total + taken * share, 0);
    return `| ${variant} | ${each.join(' | ')} | **${sum(own, 'outliers')} of ${sum(own, 'taken')}** | ${chance.toFixed(1)} |`;
  });
  return [
    `| ranked by | ${names.join(' | ')} | all | by chance |`,
    `|---|${names.map(() => '---|').join('')}---|---|`,
    ...rows,
  ].join('\n');
}

export function windowsMarkdown(report: WindowsReport): string {
  const { command, pack, draws, imagesPerClass, prompts, outliers } = report;
  const heldOut =
    prompts.length === 0
      ? 'Not measured: the command was given no data.'
      : `Mean typicality of whole images, in units of loss, under the prompt of their class and under
another class's (every class gets one other, drawn by the seed). The noise is the same for both.
${report.heldOutNote}

${promptTable(prompts)}`;
  return `# Diffusion-driven selection: what the reconstruction does

The method is our reconstruction of arXiv 2412.09959; no official code was public, and its constants are
not known to us. Figures are of ${pack}, ${draws} draws an image, written by

    ${command}

${report.machine}.

## Held-out images: the right prompt against a wrong one

${heldOut}

## Sample collection: outliers among the windows that are taken first

Of the first ${imagesPerClass * 4} windows of each class (${imagesPerClass} images per class, four windows each),
how many come from images that the collection's truth calls outliers; ${report.sampleImages} images a class.
A method that knows nothing takes as many as "by chance".

${outlierTable(outliers)}

The first windows of every list by typicality, a row a class:

![The first windows of the six classes of the sample collection](${report.picture})
`;
}
