/** `stillroom run`: a recipe's images, or a task's part of them, into a folder of results. */
import { backendOf, readArguments, onlyWord, required, threadsOf } from '../arguments';
import { atWork } from '../at-work';
import type { Command } from '../command';
import { readRecipeFile } from '../read-recipe';
import { jsonReport, textReport } from '../reports/reports';
import { SHIPPED } from '../shipped';
import { taskPart } from '../task';
import type { RunWork } from '../work-order';

const OPTIONS = {
  data: { type: 'string', multiple: true },
  out: { type: 'string' },
  task: { type: 'string' },
  classes: { type: 'string', multiple: true },
  'every-class': { type: 'boolean', default: false },
  pack: { type: 'string' },
  threads: { type: 'string' },
  backend: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const run: Command = {
  name: 'run',
  usage: 'RECIPE --data PATH... --out DIR [--task I/N | --classes A,B] [--pack DIR] [--json]',
  summary: "makes a recipe's images; started again it makes what is missing",
  help: [
    'RECIPE           a recipe, or the manifest.json or zip of an export',
    '--data PATH      a class folder, a folder of them, or a .zip, .tar or .tgz of them; again for more',
    '--out DIR        where results are kept; tasks may share it',
    '--task I/N       the I-th of N tasks, from 1: every N-th class of the recipe',
    '--classes A,B    these classes alone, by their folders',
    "--every-class    the recipe's settings for all classes of the data",
    '--pack DIR       a model in place of the one that ships: its folder, a .zip or .tar, a name of `pack list`',
    '--threads N      threads of the model, all processors when left out; they change no byte',
    "--backend B      wasm, the page's engine; cpu, webgpu or cuda where onnxruntime-node is installed",
    '--json           one JSON object a line on standard output',
    '',
    'SIGTERM and SIGINT stop it within a second; every finished image is kept.',
    'What is there is checked by its hash; a damaged file is named and made again.',
  ],
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const recipe = await readRecipeFile(onlyWord(positionals, 'RECIPE'));
    const order: RunWork = {
      work: 'run',
      recipe,
      data: required(values.data, 'data'),
      out: required(values.out, 'out'),
      part: taskPart(values.task, values.classes),
      everyClass: values['every-class'],
      pack: values.pack ?? SHIPPED.pack,
      kernels: SHIPPED.kernels,
      threads: threadsOf(values.threads),
      backend: backendOf(values.backend),
    };
    const clock = () => performance.now();
    return atWork(
      order,
      terminal,
      values.json ? jsonReport(terminal) : textReport(terminal, clock),
    );
  },
};
