/**
 * `npm run results:protocols -- --sets FOLDER --test FOLDER`: trains on every set in a folder by several
 * protocols with evaluate.py, and says how far their orders agree, as docs/results/protocols.md. A training is kept
 * under its name, so that the command can be stopped and called again, and a folder of them brought along.
 *
 *   --sets FOLDER     a folder a set, in each a folder of images a class, as `npm run results -- --sets` writes them
 *   --test FOLDER     held-out images, a folder a class
 *   --protocols A,B   of: quick, convnet-32, convnet, resnet
 *   --repeats N       trainings of each set, 3
 *   --python NAME     a Python that has torch; python3
 *   --work FOLDER     where trainings are kept: <protocol>.<seed>.<set>.json, as evaluate.py prints them
 *   --out FILE        docs/results/protocols.md
 *   --train yes|no    no: only what is kept is reported
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { JsonReader } from '../../src/core/formats/json-reader';
import { typedCommand, wholeOption } from '../site';
import { protocolsMarkdown, type Ranking, type Trained } from './protocols-report';

const EVALUATOR = fileURLToPath(new URL('../../src/data/export/evaluate.py', import.meta.url));

const RANKINGS: readonly Ranking[] = [
  {
    id: 'resnet',
    name: 'Paper, ResNetAP-10 at 64 px',
    options: ['--protocol', 'paper', '--side', '64'],
  },
  {
    id: 'convnet',
    name: 'Paper, ConvNet-3 (width 128) at 64 px',
    options: ['--protocol', 'paper', '--side', '64', '--net', 'convnet-3', '--width', '128'],
  },
  {
    id: 'convnet-32',
    name: 'Paper, ConvNet-3 (width 128) at 32 px',
    options: ['--protocol', 'paper', '--side', '32', '--net', 'convnet-3', '--width', '128'],
  },
  { id: 'quick', name: 'Quick, ConvNet-3 (width 32) at 32 px', options: ['--protocol', 'quick'] },
];

const { values } = parseArgs({
  options: {
    sets: { type: 'string' },
    test: { type: 'string' },
    protocols: { type: 'string', default: RANKINGS.map(({ id }) => id).join(',') },
    repeats: { type: 'string', default: '3' },
    python: { type: 'string', default: 'python3' },
    work: { type: 'string', default: join(tmpdir(), 'stillroom-protocols') },
    out: { type: 'string', default: 'docs/results/protocols.md' },
    train: { type: 'string', default: 'yes' },
  },
});

interface Kept {
  readonly accuracy: number;
  readonly heldOut: number;
  readonly machine: string;
}

/** @throws StillroomError for a file that evaluate.py did not print */
function keptTraining(file: string): Kept {
  const document = new JsonReader(JSON.parse(readFileSync(file, 'utf8')), {
    name: `result ${file}`,
    code: 'BadParameter',
    advice: 'Remove it, and it is made again.',
  });
  const [set] = document.at('sets').list();
  if (set === undefined) throw document.wrong('a result of one set');
  return {
    accuracy: set.at('mean').number(0, 1),
    heldOut: document.at('heldOut').integer(1),
    machine: `${document.at('device').name()}, torch ${document.at('versions').at('torch').name()}`,
  };
}

function rankingsAsked(): Ranking[] {
  return values.protocols.split(',').map((id) => {
    const found = RANKINGS.find((ranking) => ranking.id === id);
    if (found !== undefined) return found;
    const known = RANKINGS.map((ranking) => ranking.id).join(', ');
    throw new Error(`There is no protocol "${id}"; known are ${known}.`);
  });
}

/** Trains, and keeps what evaluate.py prints. @throws Error with what it said where it failed */
function trainOn(sets: string, test: string, set: string, { options }: Ranking, seed: number) {
  const asked = ['--data', join(sets, set), '--test', test, '--repeats', '1', '--seed', `${seed}`];
  const { status, stdout, stderr } = spawnSync(
    values.python,
    [EVALUATOR, ...asked, ...options, '--json'],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (status !== 0) throw new Error(`${set}: ${stderr.trim().split('\n').at(-1) ?? 'no word'}`);
  return stdout;
}

function main(sets: string, test: string): void {
  const rankings = rankingsAsked();
  const names = readdirSync(sets).filter((name) => !name.startsWith('.'));
  mkdirSync(values.work, { recursive: true });
  const trained: Trained[] = [];
  const machines = new Set<string>();
  let heldOut = 0;
  // Repeat by repeat: a run that is stopped early has all sets by the first seeds.
  for (let seed = 0; seed < wholeOption('repeats', values.repeats); seed++) {
    for (const ranking of rankings) {
      for (const set of names) {
        const file = join(values.work, `${ranking.id}.${seed}.${set}.json`);
        if (!existsSync(file)) {
          if (values.train === 'no') continue;
          writeFileSync(`${file}.part`, trainOn(sets, test, set, ranking, seed));
          renameSync(`${file}.part`, file);
        }
        const kept = keptTraining(file);
        trained.push({ ranking: ranking.id, set, seed, accuracy: kept.accuracy });
        machines.add(kept.machine);
        heldOut = kept.heldOut;
        console.log(`${ranking.id}, seed ${seed}, ${set}: ${(100 * kept.accuracy).toFixed(1)} %`);
      }
    }
  }
  const { sets: shownSets, test: shownTest, protocols, repeats } = values;
  const command = typedCommand(
    'npm run results:protocols',
    { sets: shownSets, test: shownTest, protocols, repeats },
    ['sets', 'test'],
  );
  const input = { command, rankings, trained, heldOut, machines: [...machines] };
  writeFileSync(values.out, protocolsMarkdown(input));
  console.log(`${values.out} is written.`);
}

if (values.sets === undefined || values.test === undefined) {
  console.error('Say where the sets and the held-out images are: --sets FOLDER --test FOLDER');
  process.exitCode = 1;
} else {
  main(values.sets, values.test);
}
