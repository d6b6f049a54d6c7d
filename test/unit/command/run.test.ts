/** `stillroom run` and `merge`, as they are packed: a run makes a set, once. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FileStorage } from '../../../src/command/file-storage';
import { nodePictures } from '../../../src/command/node-place';
import { NodeSource } from '../../../src/command/node-source';
import { openCollection } from '../../../src/command/open-collection';
import { SHIPPED } from '../../../src/command/shipped';
import { exportZip } from '../../../src/data/export/write-export';
import { exportSet } from '../../../src/run/results/export-set';
import { Runs } from '../../../src/run/results/runs';
import { writeDrawnFolders } from '../../support/command/drawn-folders';
import { setContent } from '../../support/command/set-content';
import {
  CLASSES,
  events,
  IMAGES,
  made,
  UndisturbedRun,
} from '../../support/command/undisturbed-run';
import { openedExport } from '../../support/opened-export';

// Processes that work for real, many of them, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let run: UndisturbedRun;
beforeAll(async () => {
  run = await UndisturbedRun.make();
}, 120_000);
afterAll(() => run.dispose());

/** The native build of ONNX Runtime, which a person may have installed beside. */
const nativeIsThere = existsSync(
  join(import.meta.dirname, '..', '..', '..', 'node_modules', 'onnxruntime-node'),
);

describe('a run', () => {
  it('makes a set with its images, cores, README and manifest', () => {
    const names = Object.keys(run.reference);
    const count = (start: string) => names.filter((name) => name.startsWith(start)).length;
    expect(count('train/')).toBe(CLASSES * IMAGES);
    expect(count('cores/')).toBe(CLASSES * IMAGES);
    expect(names).toContain('README.md');
    expect(run.reference['manifest.json']).toMatchObject({
      withoutCores: [],
      backend: { provider: 'wasm', decoder: 'sharp' },
    });
  });

  it('is merged into the set that an export beside the pictures makes, reports and cores among it', async () => {
    const storage = new FileStorage(run.place('whole'));
    const runs = new Runs(storage);
    const [record] = await runs.list();
    if (record === undefined) throw new Error('no run is kept');
    const source = new NodeSource(await openCollection([run.data]), record.recipe);
    const { signal } = new AbortController();
    const order = { program: SHIPPED.version, createdAt: new Date(), signal };
    const set = await exportSet(record, { runs, source, pictures: nodePictures }, order);
    const zip = run.place('beside.zip');
    writeFileSync(zip, new Uint8Array(await new Response(exportZip(set)).arrayBuffer()));
    expect(setContent(zip)).toEqual(run.reference);
    const { images } = openedExport(new Uint8Array(readFileSync(zip))).manifest;
    const made = images.filter(({ kind }) => kind === 'distilled');
    expect(made).toHaveLength(CLASSES * IMAGES);
    for (const { guidance } of made) expect(Object.keys(guidance)).not.toEqual([]);
  });

  it('is merged at a smaller side, and never at a larger one', async () => {
    const zip = run.place('small.zip');
    const words = ['merge', run.place('whole'), '--out', zip, '--image-side'];
    expect((await run.command.run([...words, '16'])).code).toBe(0);
    const { manifest } = openedExport(new Uint8Array(readFileSync(zip)));
    expect(manifest.reduced).toEqual({ side: 16, from: 64 });
    const { code, err } = await run.command.run([...words, '65']);
    expect([code === 0, err]).toEqual([false, expect.stringMatching(/64 px a side.*none larger/)]);
  });

  it('is merged with progress, a JSON object a line', async () => {
    const zip = run.place('told.zip');
    const words = ['merge', run.place('whole'), '--out', zip, '--json'];
    const { code, out, err } = await run.command.run(words);
    expect([code, err]).toEqual([0, '']);
    const told = events({ out });
    const written = told.flatMap((event) => (event.event === 'written' ? [event] : []));
    const pictures = 2 * CLASSES * IMAGES;
    expect(written.map(({ done }) => done)).toEqual(
      Array.from({ length: pictures }, (_, i) => i + 1),
    );
    expect(written.every(({ total }) => total === pictures)).toBe(true);
    expect(told.at(-1)).toEqual({ event: 'merged', file: zip, pictures, classes: CLASSES });
    expect(setContent(zip)).toEqual(run.reference);
  });

  it('that is started again makes nothing', async () => {
    const again = await run.command.run(run.words(run.place('whole')));
    expect(again.code).toBe(0);
    expect(made(again)).toEqual([]);
    expect(events(again).filter(({ event }) => event === 'image')).toHaveLength(CLASSES * IMAGES);
  });

  it('takes the manifest of a set, and the set', async () => {
    const zip = run.place('whole.zip');
    const manifest = run.place('manifest.json');
    writeFileSync(manifest, execFileSync('unzip', ['-p', zip, '*/manifest.json']));
    for (const file of [manifest, zip]) {
      const [, , ...words] = run.words(run.place('whole'));
      const again = await run.command.run(['run', file, ...words]);
      expect(again.code, again.out).toBe(0);
      expect(made(again)).toEqual([]);
    }
  });

  it.skipIf(nativeIsThere)(
    'on a backend that is not installed is refused in a sentence',
    async () => {
      const refused = await run.command.run(run.words(run.place('native'), '--backend', 'cpu'));
      expect(refused.code).toBe(65);
      expect(refused.out).toContain('npm install --ignore-scripts onnxruntime-node');
    },
  );

  it('of pictures that changed since is refused, and nothing of it is mixed in', async () => {
    const changed = run.place('changed-data');
    writeDrawnFolders(changed, CLASSES, 7);
    const words = run.words(run.place('whole')).map((word) => (word === run.data ? changed : word));
    const { code, out } = await run.command.run(words);
    expect(code).toBe(65);
    expect(out).toContain('are not those of the recipe');
    expect(await run.merged('after-change', run.place('whole'))).toEqual(run.reference);
  });
});
