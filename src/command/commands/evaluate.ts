/** `stillroom evaluate`: how well sets train, against random real images, on held-out ones. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROTOCOLS } from '../../core/training/protocols';
import { withLabels } from '../../core/training/with-labels';
import { CORESETS } from '../../run/evaluation/coresets';
import { backendOf, readArguments, required, threadsOf, usage, wholeNumber } from '../arguments';
import { atWork } from '../at-work';
import type { Command } from '../command';
import { networkOf } from '../network-word';
import { jsonReport, textReport, type Report } from '../reports/reports';
import { SHIPPED } from '../shipped';
import type { EvaluateWork } from '../work-order';

/** Of random sets, where nothing says a size. */
const RANDOM_IMAGES = 10;

const OPTIONS = {
  data: { type: 'string', multiple: true },
  test: { type: 'string', multiple: true },
  protocol: { type: 'string', default: 'quick' },
  net: { type: 'string' },
  width: { type: 'string' },
  labels: { type: 'string' },
  ars: { type: 'boolean', default: false },
  repeats: { type: 'string' },
  side: { type: 'string' },
  weights: { type: 'string', default: 'equal' },
  values: { type: 'string' },
  ipc: { type: 'string' },
  out: { type: 'string' },
  pack: { type: 'string' },
  threads: { type: 'string' },
  backend: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/**
 * A folder for the time of the work. It is made and taken away here: the process that works may be killed.
 */
async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'stillroom-evaluate-'));
  try {
    return await work(folder);
  } finally {
    // A process that was killed may write to its last breath.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** @throws StillroomError BadParameter where nothing says how many images a coreset has */
function imagesPerClassOf(ipc: string | undefined, sets: readonly string[]): number {
  if (ipc !== undefined) return wholeNumber(ipc, 'ipc', 1, 1000);
  const coreset = sets.find((word) => CORESETS.has(word));
  if (coreset !== undefined && sets.every((word) => word === 'full' || CORESETS.has(word))) {
    throw usage(
      `Nothing says how many images a class ${coreset} is to choose: name a set that it stands beside, or give --ipc N.`,
    );
  }
  return RANDOM_IMAGES;
}

function keepingNothing(report: Report): Report {
  const message = 'Stopped. Nothing is kept without --out.';
  return {
    take: (event) =>
      report.take(
        event.event === 'ended' && event.outcome === 'stopped' ? { ...event, message } : event,
      ),
  };
}

export const evaluate: Command = {
  name: 'evaluate',
  usage:
    'SET... --data PATH... [--test PATH] [--protocol ID] [--net NAME] [--repeats N] [--labels KIND] [--weights KIND] [--values N] [--out DIR] [--backend B] [--json]',
  summary: 'trains on sets and measures them on held-out images',
  help: [
    'SET              an export, a folder of class folders, random or full (all real images), or a coreset:',
    `                 ${[...CORESETS.keys()].join(', ')}, real images chosen by the model,`,
    '                 as many a class as the other sets have',
    '--data PATH      the collection that the sets stand for; again for more',
    '--test PATH      class folders of held-out images; what the data or the export holds out when left out',
    `--protocol ID    ${PROTOCOLS.map(({ id }) => id).join(', ')}; quick when left out`,
    "--net NAME       convnet-3, resnet-ap-10, resnet-18 ... in place of the protocol's own network",
    "--width N        channels of its first layer; the protocol's own, or with --net the papers', when left out",
    "--labels KIND    hard; teacher trains one on all real images first. The protocol's own when left out",
    '--ars            trains without augmentation too, for the augmentation-robust score of DD-Ranking',
    "--repeats N      trainings of each set, the protocol's own number when left out",
    "--side N         pixels a side of what is trained on, the protocol's own when left out",
    '--weights KIND   equal; share counts an image of an export for the share of its class in the loss',
    '--values N       also says which images are worth their place, from N pairs of halves of each set',
    '                 that is named (about ten are needed), and which parts of it say the same',
    '--ipc N          images per class of random sets, 10 when left out, and of coresets where no set says a size',
    '--out DIR        keeps what is finished: the same command goes on there',
    '--pack DIR       a model as for `run`, whose side pictures go through and that chooses coresets, in place of the one that ships',
    '--threads N      all processors when left out',
    '--backend B      as for `run`: where networks are trained',
    '--json           one JSON object a line; the one called "report" has the figures',
  ],
  async run(args, terminal) {
    const { values, positionals: sets } = readArguments(args, OPTIONS);
    if (sets.length === 0) throw usage('Name at least one SET.');
    const protocol = PROTOCOLS.find(({ id }) => id === values.protocol);
    if (protocol === undefined) {
      const known = PROTOCOLS.map(({ id }) => id).join(', ');
      throw usage(`There is no protocol "${values.protocol}"; known are ${known}.`);
    }
    const { weights, labels = protocol.labels } = values;
    if (labels !== 'hard' && labels !== 'teacher') {
      throw usage(`--labels is "${labels}"; it is hard or teacher.`);
    }
    if (weights !== 'equal' && weights !== 'share') {
      throw usage(`--weights is "${weights}"; it is equal or share.`);
    }
    const order: Omit<EvaluateWork, 'out'> = {
      work: 'evaluate',
      sets,
      data: required(values.data, 'data'),
      test: values.test ?? [],
      protocol: withLabels(protocol, labels),
      network: networkOf(protocol.network, values.net, values.width),
      robustness: values.ars,
      repeats: wholeNumber(values.repeats ?? String(protocol.repeats), 'repeats', 1, 1000),
      weights,
      side: values.side === undefined ? null : wholeNumber(values.side, 'side', 8, 1024),
      pairs: values.values === undefined ? null : wholeNumber(values.values, 'values', 1, 1000),
      imagesPerClass: imagesPerClassOf(values.ipc, sets),
      pack: values.pack ?? SHIPPED.pack,
      kernels: SHIPPED.kernels,
      threads: threadsOf(values.threads),
      backend: backendOf(values.backend),
    };
    const clock = () => performance.now();
    const report = values.json ? jsonReport(terminal) : textReport(terminal, clock);
    const { out } = values;
    if (out !== undefined) return atWork({ ...order, out }, terminal, report);
    return withFolder((folder) =>
      atWork({ ...order, out: folder }, terminal, keepingNothing(report)),
    );
  },
};
