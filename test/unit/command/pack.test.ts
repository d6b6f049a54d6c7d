/** `stillroom pack`: what is there, another one from a folder or an archive, whether one is whole. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { packPlace } from '../../../src/command/disk-pack';
import { keptPacksFolder } from '../../../src/command/packs/kept-packs';
import { TINY_PACK } from '../../support/command/built-command';
import { files, hub, ID, KeptPacks, pack } from './tiny-packs';

const kept = new KeptPacks();

describe('stillroom pack', () => {
  it('lists the model that ships, and says what it knows and makes', async () => {
    const { code, out } = await pack('list');
    expect(code).toBe(0);
    expect(out).toMatch(/^stillroom-64: Stillroom 64/);
    expect(out).toMatch(/Makes +64 × 64 px/);
    expect(out).toMatch(/Licence +\S/);
  });

  it.each(['folder', 'zip', 'stored zip', 'tar'])('keeps one from a %s', async (kind) => {
    let place = TINY_PACK;
    if (kind !== 'folder') {
      place = join(
        kept.folder,
        `../tiny-${kind.replace(' ', '-')}.${kind.endsWith('zip') ? 'zip' : 'tar'}`,
      );
      const words =
        kind === 'tar'
          ? ['tar', '-cf', place]
          : ['zip', '-qr', ...(kind === 'zip' ? [] : ['-0']), place];
      const [program = '', ...args] = words;
      execFileSync(program, [...args, 'tiny-pack'], { cwd: join(TINY_PACK, '..') });
    }
    const added = await pack('add', place);
    expect(added.code, added.err).toBe(0);
    expect(added.out).toContain(`--pack ${ID} takes it`);
    kept.expectWhole();
    expect((await pack('list')).out).toContain(`${ID}: `);
    // A job file names a path that holds wherever its tasks start.
    expect([ID, TINY_PACK, 'nowhere'].map(packPlace)).toEqual([
      join(kept.folder, ID),
      TINY_PACK,
      resolve('nowhere'),
    ]);
    const again = await pack('add', place);
    expect([again.code, again.err]).toEqual([64, expect.stringContaining('is kept already')]);
  });

  it('looks into the own folder where STILLROOM_PACKS is empty, as where it is not set', () => {
    vi.stubEnv('HOME', kept.parent);
    vi.stubEnv('STILLROOM_PACKS', '');
    expect(keptPacksFolder()).toBe(join(kept.parent, '.stillroom', 'packs'));
  });

  it('is found from anywhere where STILLROOM_PACKS is said from here', async () => {
    expect((await pack('add', TINY_PACK)).code).toBe(0);
    vi.stubEnv('STILLROOM_PACKS', relative(process.cwd(), kept.folder));
    expect(packPlace(ID)).toBe(join(kept.folder, ID));
  });

  it('keeps one whose files are links to where a hub keeps them', async () => {
    const links = join(kept.parent, 'links');
    mkdirSync(links);
    for (const path of [...files.map((file) => file.path), 'pack.json']) {
      symlinkSync(resolve(TINY_PACK, path), join(links, path));
    }
    expect(await pack('add', links)).toMatchObject({ code: 0 });
    kept.expectWhole();
  });

  it('lists the others where one that is kept is damaged, and says which is', async () => {
    expect((await pack('add', TINY_PACK)).code).toBe(0);
    mkdirSync(join(kept.folder, 'a-damaged-one'));
    const { code, out, err } = await pack('list');
    expect(code).toBe(65);
    expect(out).toContain(`${ID}: `);
    expect(err).toContain(join(kept.folder, 'a-damaged-one'));
  });

  it('keeps nothing of a folder whose files are not what they should be', async () => {
    const folder = join(kept.parent, 'damaged');
    cpSync(TINY_PACK, folder, { recursive: true });
    writeFileSync(join(folder, 'vae_encoder.onnx'), 'damaged');
    const { code, err } = await pack('add', folder);
    expect(code).toBe(65);
    expect(err).toContain('vae_encoder.onnx has 7 bytes');
    expect(existsSync(join(kept.folder, ID))).toBe(false);
  });

  it('is added by one process at a time, of all machines', async () => {
    const server = await hub();
    try {
      for (const place of [TINY_PACK, server.url]) {
        const both = await Promise.all([pack('add', place), pack('add', place)]);
        const [added, refused] = both.sort((a, b) => a.code - b.code);
        expect([added?.code, refused?.code]).toEqual([0, 64]);
        expect(refused?.err).toContain(`process ${process.pid} of ${hostname()}`);
        kept.expectWhole();
        expect(readdirSync(kept.folder)).toEqual([ID]);
        rmSync(join(kept.folder, ID), { recursive: true });
      }
    } finally {
      await server.close();
    }
    const mark = join(kept.folder, `${ID}.adding.part`);
    mkdirSync(mark);
    writeFileSync(join(mark, 'another-machine 1 0'), '');
    const waits = await pack('add', TINY_PACK);
    expect([waits.code, waits.err]).toEqual([64, expect.stringContaining(`remove ${mark}`)]);
    rmSync(mark, { recursive: true });
    expect((await pack('add', TINY_PACK)).code).toBe(0);
    expect(readdirSync(kept.folder)).toEqual([ID]);
  });

  it('lies on the disk itself before it has its name', async () => {
    const handle = await open(join(TINY_PACK, 'pack.json'));
    const written = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'sync');
    const server = await hub();
    try {
      await handle.close();
      expect((await pack('add', TINY_PACK)).code).toBe(0);
      expect(written).toHaveBeenCalledTimes(files.length + 1);
      rmSync(join(kept.folder, ID), { recursive: true });
      written.mockClear();
      expect((await pack('add', server.url)).code).toBe(0);
      expect(written.mock.calls.length).toBeGreaterThanOrEqual(files.length);
    } finally {
      written.mockRestore();
      await server.close();
    }
  });

  it('says where a model cannot be kept, with the exit code of a disk', async () => {
    const file = join(kept.parent, 'no-folder');
    writeFileSync(file, '');
    vi.stubEnv('STILLROOM_PACKS', join(file, 'packs'));
    const server = await hub();
    try {
      for (const place of [TINY_PACK, server.url]) {
        const { code, err } = await pack('add', place);
        expect([code, err]).toEqual([74, expect.stringContaining('cannot be used (ENOTDIR)')]);
      }
    } finally {
      await server.close();
    }
  });

  it('checks one: every hash, and every network once; a kept one by its name', async () => {
    await pack('add', TINY_PACK);
    for (const place of [TINY_PACK, ID]) {
      const { code, out, err } = await pack('check', place, '--threads', '1');
      expect(code, err).toBe(0);
      expect(out).toContain('Every file has its hash.');
      for (const role of ['text_encoder', 'denoiser', 'vae_encoder', 'vae_decoder']) {
        expect(out).toMatch(new RegExp(`${role} ran once in`));
      }
    }
    expect((await pack('check', 'no-such-model')).err).toContain('stillroom pack list');
  });

  it.each([[[]], [['list', 'x']], [['add']], [['fly', 'x']], [['check', 'a', 'b']]])(
    'refuses %j',
    async (words) => {
      const { code, err } = await pack(...words);
      expect([code, err]).toEqual([
        64,
        expect.stringContaining('list, add PATH_OR_URL or check PATH'),
      ]);
    },
  );
});
