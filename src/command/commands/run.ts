/** `stillroom run`: a recipe's images, or a task's part of them, into a folder of results. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { backendOf, readArguments, onlyWord, required, threadsOf } from '../arguments';
import type { Command, Terminal } from '../command';
import { EXIT, type ExitCode } from '../exit-codes';
import { readRecipeFile } from '../read-recipe';
import { jsonReport, textReport, type Report } from '../reports/reports';
import { SHIPPED } from '../shipped';
import { taskPart } from '../task';
import {
  WORK,
  type WorkEnd,
  type WorkEvent,
  type WorkMessage,
  type WorkOrder,
} from '../work-order';

/** A stop that takes longer than this is made an end: whatever is finished is kept already. */
const PATIENCE_MS = 800;

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

function ended(outcome: 'stopped' | 'failed', message: string, exitCode: ExitCode): WorkEnd {
  return { event: 'ended', outcome, images: 0, missing: 0, message, exitCode };
}

/** Has the work done in a second process. @returns how it ended, which was reported */
function atWork(order: WorkOrder, { entry }: Terminal, report: Report): Promise<ExitCode> {
  return new Promise((resolve) => {
    const worker = fork(fileURLToPath(entry), [WORK], { serialization: 'advanced' });
    const say = (message: WorkMessage) => {
      // Where it has ended in this moment, its end is heard below.
      worker.send(message, () => undefined);
    };
    let over = false;
    const end = (event: WorkEnd) => {
      if (over) return;
      over = true;
      worker.kill('SIGKILL');
      report.take(event);
      resolve(event.exitCode);
    };
    worker.on('message', (event: WorkEvent) => {
      if (event.event === 'ended') end(event);
      else if (!over) report.take(event);
    });
    worker.on('error', ({ message }) => {
      end(ended('failed', `The work could not be started: ${message}.`, EXIT.internal));
    });
    worker.on('exit', (code, signal) => {
      const how = signal === null ? `with the code ${code}` : `by ${signal}`;
      end(ended('failed', `The work was ended ${how}: memory may have run out.`, EXIT.internal));
    });
    let asked = false;
    const stop = () => {
      const now = () => end(ended('stopped', '', EXIT.stopped));
      if (asked) now();
      asked = true;
      say({ kind: 'stop' });
      setTimeout(now, PATIENCE_MS);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    say({ kind: 'order', order });
  });
}

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
    '--pack DIR       the folder of a model, in place of the one that ships',
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
    const order: WorkOrder = {
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
