/**
 * Job files: Slurm's is a shell script with its directives, Kubernetes' is compared with the fields of its
 * API. The fixture holds, as facts, names, types and required members of the types that a Job is made of, as
 * k8s.io/api v0.36.3 (Kubernetes 1.36) publishes them.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/command/jobs/job';
import { shellWord } from '../../../src/command/jobs/job';
import { kubernetesJob } from '../../../src/command/jobs/kubernetes';
import { slurmJob } from '../../../src/command/jobs/slurm';
import { recipe } from '../../support/sample-recipe';

const JOB: Job = {
  recipe,
  recipePath: '/home/kim/my recipe.json',
  data: ['/data/imagenet', "/data/more/it's.tar"],
  out: '/results',
  tasks: 24,
  cpus: 2,
  memory: 3,
  extra: ['--every-class'],
};
const PLACE = { image: 'registry/stillroom:1', dataClaim: 'data-claim', outClaim: 'out-claim' };

/** The words that the seventh of the job's tasks starts with. */
function seventhTask(recipePath: string): string[] {
  const {
    data: [first = '', second = ''],
    out,
  } = JOB;
  const places = ['--data', first, '--data', second, '--out', out];
  return ['run', recipePath, ...places, '--every-class', '--task', '7/24', '--threads', '2'];
}

interface TypeFacts {
  readonly fields: Readonly<Record<string, string>>;
  readonly required: readonly string[];
}

const TYPES = new Map(
  Object.entries(
    JSON.parse(
      readFileSync(join(import.meta.dirname, 'fixtures', 'kubernetes-1.36.json'), 'utf8'),
    ) as Readonly<Record<string, TypeFacts>>,
  ),
);

/** What is wrong with a value of a type, by the published facts. */
function faults(value: unknown, type: string, path: string): string[] {
  const list = /^list of (.+)$/.exec(type)?.[1];
  if (list !== undefined) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item, i) => faults(item, list, `${path}[${i}]`));
  }
  const choices = /^one of (.+)$/.exec(type)?.[1];
  if (choices !== undefined) {
    return choices.split(', ').includes(String(value)) ? [] : [`${path} is none of ${choices}`];
  }
  const wrong = (fits: boolean) => (fits ? [] : [`${path} is no ${type}`]);
  if (type === 'integer') return wrong(Number.isInteger(value));
  if (type === 'boolean') return wrong(typeof value === 'boolean');
  if (type === 'string') return wrong(typeof value === 'string');
  if (type === 'quantity') {
    return wrong(typeof value === 'string' && /^\d+(\.\d+)?(m|[KMGT]i?)?$/.test(value));
  }
  if (typeof value !== 'object' || value === null) return [`${path} is no object`];
  const members = Object.entries(value);
  const each = /^map of (.+)$/.exec(type)?.[1];
  if (each !== undefined)
    return members.flatMap(([key, one]) => faults(one, each, `${path}.${key}`));
  // Of metadata only the name is used here; other types that the fixture lacks may not occur.
  const facts =
    type === 'ObjectMeta' ? { fields: { name: 'string' }, required: ['name'] } : TYPES.get(type);
  if (facts === undefined) return [`${path} is of the type ${type}, whose facts are not here`];
  const fields = new Map(Object.entries(facts.fields));
  return [
    ...facts.required
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => `${path}.${name} is missing`),
    ...members.flatMap(([key, one]) => {
      const known = fields.get(key);
      return known === undefined
        ? [`${path}.${key} is no field`]
        : faults(one, known, `${path}.${key}`);
    }),
  ];
}

const READ_YAML = 'import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(sys.stdin))))';
const canReadYaml = spawnSync('python3', ['-c', 'import yaml']).status === 0;

interface KubernetesJob {
  readonly spec: {
    readonly completions: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly [
          { readonly args: readonly [string]; readonly volumeMounts: unknown },
        ];
      };
    };
  };
}

type Documents = [config: { readonly data: Record<string, string> }, job: KubernetesJob | null];

function documents(text: string): Documents {
  const json = execFileSync('python3', ['-c', READ_YAML], { input: text, encoding: 'utf8' });
  return (JSON.parse(json) as unknown[]).filter((one) => one !== null) as Documents;
}

describe('a word for a shell', () => {
  it('comes out of the shell as it went in', () => {
    for (const text of ['plain', "it's", 'a b', '$(x) `y` "z" \\', '', "'", 'ünï\ncode', '-n']) {
      const heard = execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], {
        encoding: 'utf8',
      });
      expect(heard).toBe(text);
    }
  });
});

it('the head of a job file counts in words', () => {
  const one = { ...recipe, classes: recipe.classes.slice(0, 1) };
  const sampling = { ...recipe.sampling, imagesPerClass: 1 };
  const job = { ...JOB, tasks: 1, recipe: { ...one, sampling } };
  for (const text of [slurmJob(job, ['stillroom']), kubernetesJob(job, PLACE)]) {
    expect(text).toContain(`# 1 class by ${recipe.method}, 1 image each, in 1 task. Written`);
  }
});

describe('a Slurm job', () => {
  const text = slurmJob(JOB, ['/usr/bin/node', '/opt/still room/stillroom.mjs']);

  it('is a script that bash takes', () => {
    expect(spawnSync('bash', ['-n'], { input: text }).status).toBe(0);
    expect(text.startsWith('#!/bin/bash\n')).toBe(true);
  });

  it('states an array with a task each, and what a task gets', () => {
    const directives = text.split('\n').filter((line) => line.startsWith('#SBATCH '));
    for (const one of ['--array=1-24', '--cpus-per-task=2', '--mem=3G', '--requeue']) {
      expect(directives).toContain(`#SBATCH ${one}`);
    }
    // Slurm reads none after the first command.
    const lastDirective = text.lastIndexOf('\n#SBATCH');
    expect(
      text
        .slice(0, lastDirective)
        .split('\n')
        .every((line) => /^(#|$)/.test(line)),
    ).toBe(true);
  });

  it('starts the command with every word of its own', () => {
    const print = 'console.log(JSON.stringify(process.argv.slice(1)))';
    const script = slurmJob(JOB, [process.execPath, '-e', print, '--']);
    const slurm = { SLURM_ARRAY_JOB_ID: '1', SLURM_ARRAY_TASK_ID: '7', SLURM_CPUS_PER_TASK: '2' };
    const env = { ...process.env, ...slurm };
    const said = execFileSync('bash', ['-c', script], { env, encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual(seventhTask('/home/kim/my recipe.json'));
  });
});

describe.skipIf(!canReadYaml)('a Kubernetes job (read by PyYAML)', () => {
  const nothing: Documents = [{ data: {} }, null];
  const [config, job] = canReadYaml ? documents(kubernetesJob(JOB, PLACE)) : nothing;

  it('has the fields that its API publishes, and those that it requires', () => {
    expect(faults(config, 'ConfigMap', 'ConfigMap')).toEqual([]);
    expect(faults(job, 'Job', 'Job')).toEqual([]);
    expect(job).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' });
    expect(config).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
  });

  it('would not pass with a misspelt or missing field', () => {
    const altered = JSON.parse(
      JSON.stringify(job).replace('"restartPolicy"', '"restartpolicy"'),
    ) as unknown;
    expect(faults(altered, 'Job', 'Job')).toEqual([
      'Job.spec.template.spec.restartpolicy is no field',
    ]);
    const without = JSON.parse(JSON.stringify(job).replace('"mountPath"', '"subPath"')) as unknown;
    expect(faults(without, 'Job', 'Job')).toContain(
      'Job.spec.template.spec.containers[0].volumeMounts[0].mountPath is missing',
    );
  });

  it('is what its API demands of an Indexed Job with a policy for failed pods', () => {
    expect(job).toMatchObject({
      spec: {
        completionMode: 'Indexed',
        completions: 24,
        backoffLimitPerIndex: expect.any(Number) as number,
        template: { spec: { restartPolicy: 'Never' } },
      },
    });
  });

  it('carries the recipe, and starts a task for an index', () => {
    expect(JSON.parse(config.data['recipe.json'] ?? '')).toEqual(recipe);
    const [{ args, volumeMounts }] = job?.spec.template.spec.containers ?? [
      { args: [''], volumeMounts: [] },
    ];
    const script = args[0].replace('exec stillroom', 'printf "%s\\n"');
    const env = { ...process.env, JOB_COMPLETION_INDEX: '6' };
    const said = execFileSync('sh', ['-c', script], { env, encoding: 'utf8' });
    expect(said.trimEnd().split('\n')).toEqual(seventhTask('/recipe/recipe.json'));
    expect(volumeMounts).toEqual([
      { name: 'recipe', mountPath: '/recipe', readOnly: true },
      { name: 'data', mountPath: '/data', readOnly: true },
      { name: 'results', mountPath: '/results' },
    ]);
  });

  it('mounts the data where all of it is, since every mount has the whole volume', () => {
    const mountOf = (...data: string[]) =>
      /name: data, mountPath: "(.+?)"/.exec(kubernetesJob({ ...JOB, data }, PLACE))?.[1];
    expect(mountOf('/data/imagenet')).toBe('/data/imagenet');
    expect(mountOf('/data/a.zip')).toBe('/data');
    expect(mountOf('/data/set/a', '/data/set/a/more', '/data/set/a.tgz')).toBe('/data/set');
    expect(mountOf('/data/owls', '/data/owls-2')).toBe('/data');
    for (const data of [['/train.zip'], ['/data/a', '/more/b']]) {
      expect(() => mountOf(...data)).toThrow(/cannot be the root/);
    }
  });

  it('has a name of its own wherever anything in it differs, since neither part can be changed', () => {
    const nameOf = (changed: Partial<Job>, place = PLACE) =>
      /\n {2}name: (\S+)/.exec(kubernetesJob({ ...JOB, ...changed }, place))?.[1];
    const read = recipe.classes.map((one) => ({ ...one, prompt: `${one.prompt}, drawn` }));
    const names = [
      nameOf({}),
      nameOf({ data: ['/data/imagenet'] }),
      nameOf({ out: '/results/second' }),
      nameOf({ tasks: 12 }),
      nameOf({ recipe: { ...recipe, classes: read } }),
      nameOf({ recipe: { ...recipe, sampling: { ...recipe.sampling, seed: 77 } } }),
      nameOf({}, { ...PLACE, dataClaim: 'another' }),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(nameOf({})).toBe(names[0]);
    // The file is the host's own: its content is what the cluster gets.
    expect(nameOf({ recipePath: '/elsewhere.json' })).toBe(names[0]);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  });

  it('is refused where results lie on a volume that is read, or the recipe is in the way', () => {
    const of = (data: string[], out: string) => () => kubernetesJob({ ...JOB, data, out }, PLACE);
    for (const out of ['/data', '/data/', '/data/results', '/data/../data/results']) {
      expect(of(['/data/a', '/data/b'], out)).toThrow(/mounted to be read/);
    }
    expect(of(['/data/a', '/data/b'], '/database')).not.toThrow();
    // A volume that is written may hold the place of another.
    expect(of(['/results/data'], '/results')).not.toThrow();
    for (const [data, out] of [
      ['/recipe', '/results'],
      ['/recipe/data', '/results'],
      ['/data', '/recipe'],
    ] as const) {
      expect(of([data], out)).toThrow(/mounted to be read/);
    }
  });

  it('is refused for a path that no container has', () => {
    expect(() => kubernetesJob({ ...JOB, out: 'results' }, PLACE)).toThrow(/inside the container/);
  });
});
