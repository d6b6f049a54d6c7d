/** What anchors are worth under one and the same guidance, as docs/results/anchors.md. */
import type { ProtocolPreset } from '../../src/core/training/protocol';
import type { HeldOutFacts } from '../../src/run/evaluation/report';
import type { Stability } from './anchor-stability';
import type { Measures } from './measures';

export interface AnchorRow {
  readonly name: string;
  /** Of the set that is pulled to them; null where it was not made. */
  readonly measures: Pick<
    Measures,
    'accuracy' | 'overRandom' | 'follows' | 'copies' | 'coverage'
  > | null;
  /** Means over classes; null where a class has too few anchors. */
  readonly stability: Stability | null;
  /** Why there are none, in words; empty where there are. */
  readonly problem: string;
}

export interface AnchorsReport {
  /** The command that made it, as anybody would type it. */
  readonly command: string;
  readonly rows: readonly AnchorRow[];
  readonly seeds: readonly number[];
  readonly imagesPerClass: number;
  readonly collection: string;
  readonly classes: readonly { readonly name: string; readonly images: number }[];
  readonly training: {
    readonly protocol: ProtocolPreset;
    readonly heldOut: HeldOutFacts;
    readonly repeats: number;
  } | null;
  readonly pack: string;
  readonly machine: string;
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const figure = (value: number | null | undefined, digits: number): string =>
  value === null || value === undefined ? '–' : value.toFixed(digits);

function rowOf({ name, measures, stability, problem }: AnchorRow): string {
  return line([
    problem === '' ? name : `${name} (${problem})`,
    figure(measures?.accuracy, 1),
    figure(measures?.overRandom, 1),
    figure(measures?.follows, 2),
    figure(measures?.copies, 2),
    figure(measures?.coverage, 3),
    figure(stability?.kept, 2),
    figure(stability?.parts, 2),
    figure(stability?.clusters, 2),
    figure(stability?.noise, 2),
  ]);
}

function trainedText({ training }: AnchorsReport): string {
  if (training === null) return 'Nothing was trained.';
  const { protocol, heldOut, repeats } = training;
  return `Accuracy is of ${heldOut.images} held-out images (${heldOut.split}), by the protocol ${protocol.name}, ${repeats} ${repeats === 1 ? 'training' : 'trainings'} of each set.`;
}

/** The text of the file. */
export function anchorsMarkdown(report: AnchorsReport): string {
  const { command, rows, seeds, imagesPerClass, collection, classes, pack, machine } = report;
  const images = classes.reduce((sum, one) => sum + one.images, 0);
  const head = [
    'Anchors',
    'Accuracy %',
    'Over random',
    'Follows',
    'Copies',
    'Coverage',
    'Kept',
    'ARI of parts',
    'ARI of clusters',
    'Noise',
  ];
  return `# Anchors under one and the same guidance

Made by \`${command}\`: ${collection}, ${classes.length} classes of ${images} images, ${imagesPerClass} images a class,
CoDA's alignment by its defaults towards other anchors, ${pack}. ${trainedText(report)} ${machine}.

${line(head)}
|---|${head
    .slice(1)
    .map(() => '---:|')
    .join('')}
${rows.map(rowOf).join('\n')}

The last four columns are of ${seeds.length} seeds (${seeds.join(', ')}), means over all pairs and classes; cores change
with UMAP's seed, other anchors with the run's. _Kept_: share of the anchors that another seed finds too. _ARI of parts_:
adjusted Rand index of the parts of a class that are nearest to one anchor, in latents. _ARI of clusters_: of
HDBSCAN's, noise as one cluster. _Noise_: share of the images in no cluster. The set in the first columns is that of
the first seed.
`;
}
