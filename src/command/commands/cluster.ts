/** `stillroom cluster`: the job file with which an existing scheduler runs a recipe's tasks. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { methodById } from '../../methods';
import { backendOf, readArguments, required, usage, wholeNumber } from '../arguments';
import type { Command } from '../command';
import { EXIT } from '../exit-codes';
import type { Job } from '../jobs/job';
import { kubernetesJob } from '../jobs/kubernetes';
import { slurmJob } from '../jobs/slurm';
import { packPlace } from '../disk-pack';
import { readRecipeFile } from '../read-recipe';
import { SHIPPED } from '../shipped';

const OPTIONS = {
  data: { type: 'string', multiple: true },
  out: { type: 'string' },
  tasks: { type: 'string' },
  cpus: { type: 'string', default: '2' },
  memory: { type: 'string', default: '2' },
  'every-class': { type: 'boolean', default: false },
  pack: { type: 'string' },
  backend: { type: 'string' },
  image: { type: 'string', default: `stillroom:${SHIPPED.version}` },
  'data-claim': { type: 'string', default: 'stillroom-data' },
  'out-claim': { type: 'string', default: 'stillroom-results' },
} as const;

/** A task a class, up to so many. */
const USUAL_TASKS = 16;
const MOST_TASKS = 10_000;

export const cluster: Command = {
  name: 'cluster',
  usage: 'slurm|kubernetes RECIPE --data PATH... --out DIR [--tasks N]',
  summary: 'writes a job file for Slurm or Kubernetes on standard output',
  help: [
    'RECIPE             a recipe, or the manifest.json or zip of an export',
    '--data PATH        as for `run`, at the path where the tasks see it; again for more',
    '--out DIR          the folder of results, where the tasks see it',
    `--tasks N          how many; a class each when left out, at most ${USUAL_TASKS}`,
    '--cpus N           processors of a task, 2 when left out',
    '--memory N         GiB of a task, 2 when left out',
    "--every-class      the recipe's settings for all classes of the data",
    '--pack DIR         a model as for `run`, where the tasks see it; a name of `pack list` in a Slurm job',
    '--backend B        as for `run`',
    '--image NAME       Kubernetes: the container image that holds this command',
    '--data-claim NAME  Kubernetes: the volume claim that holds the data',
    '--out-claim NAME   Kubernetes: the volume claim for the results',
    '',
    'stillroom cluster slurm recipe.json --data DATA --out OUT > job.sh; sbatch job.sh',
  ],
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [scheduler, path, ...others] = positionals;
    if (scheduler !== 'slurm' && scheduler !== 'kubernetes') {
      throw usage(`"${scheduler ?? ''}" is no scheduler known here: slurm or kubernetes.`);
    }
    if (path === undefined || others.length > 0) throw usage('Name one recipe.');
    const recipe = await readRecipeFile(path);
    // Its name comes to stand in the job file, which somebody runs.
    methodById(recipe.method);
    const everyClass = values['every-class'];
    const usualTasks = everyClass ? USUAL_TASKS : Math.min(recipe.classes.length, USUAL_TASKS);
    const tasks = wholeNumber(values.tasks ?? String(usualTasks), 'tasks', 1, MOST_TASKS);
    const onNodes = scheduler === 'slurm';
    // A node sees this machine's files; a container has its own.
    const seen = (place: string) => (onNodes ? resolve(place) : place);
    const job: Job = {
      recipe,
      recipePath: seen(path),
      data: required(values.data, 'data').map(seen),
      out: seen(required(values.out, 'out')),
      tasks,
      cpus: wholeNumber(values.cpus, 'cpus', 1, 256),
      memory: wholeNumber(values.memory, 'memory', 1, 4096),
      extra: [
        ...(everyClass ? ['--every-class'] : []),
        ...(values.backend === undefined ? [] : ['--backend', backendOf(values.backend)]),
        ...(values.pack === undefined
          ? []
          : ['--pack', onNodes ? packPlace(values.pack) : values.pack]),
      ],
    };
    const program = [process.execPath, ...process.execArgv, fileURLToPath(terminal.entry)];
    const file = onNodes
      ? slurmJob(job, program)
      : kubernetesJob(job, {
          image: values.image,
          dataClaim: values['data-claim'],
          outClaim: values['out-claim'],
        });
    terminal.out(file.trimEnd());
    return EXIT.done;
  },
};
