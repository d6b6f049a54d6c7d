/** `stillroom pack`: what is there, another one from a folder, an archive or a server, whether one is whole. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { packFiles } from '../../../src/core/formats/pack';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { dispatch } from '../../../src/command/dispatch';
import { packPlace } from '../../../src/command/disk-pack';
import { keptPacksFolder } from '../../../src/command/packs/kept-packs';
import { TINY_PACK } from '../../support/command/built-command';

const parent = mkdtempSync(join(tmpdir(), 'stillroom-packs-'));
let kept = '';
let count = 0;
beforeEach(() => {
  kept = join(parent, `kept-${count++}`);
  vi.stubEnv('STILLROOM_PACKS', kept);
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => {
  rmSync(parent, { recursive: true });
});

async function pack(...words: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await dispatch(['pack', ...words], {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    status: null,
    closed: new AbortController().signal,
    columns: 80,
    entry: new URL('file:///stillroom.mjs'),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const files = packFiles(parsePack(JSON.parse(readFileSync(join(TINY_PACK, 'pack.json'), 'utf8'))));

function expectWhole(id: string): void {
  for (const { path } of [...files, { path: 'pack.json' }]) {
    expect(readFileSync(join(kept, id, path)), path).toEqual(readFileSync(join(TINY_PACK, path)));
  }
}

/** The tiny pack's id. */
const { id: ID } = JSON.parse(readFileSync(join(TINY_PACK, 'pack.json'), 'utf8')) as {
  readonly id: string;
};

interface Asked {
  readonly path: string;
  readonly range: string | undefined;
  readonly cookie: string | undefined;
}

/** Of a megabyte: more than streams and system keep of an answer that nobody reads. */
const LONG_PIECES = 100;

/** A server of the tiny pack's files, which may cut or end the first answers early, or send other bytes. */
async function hub({ cut = 0, ended = 0, ranges = true, damaged = '', long = '', slow = '' } = {}) {
  const asked: Asked[] = [];
  const sent = { long: 0 };
  let [left, leftEnded] = [cut, ended];
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '').replace('/models/tiny/', '');
    const { range, cookie } = request.headers;
    asked.push({ path, range, cookie });
    const file = join(TINY_PACK, path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const whole = Buffer.from(readFileSync(file));
    if (path === damaged) whole[100] = (whole[100] ?? 0) ^ 1;
    if (path === long) {
      const tooMuch = function* () {
        yield whole;
        for (; sent.long < LONG_PIECES; sent.long++) yield Buffer.alloc(2 ** 20);
      };
      pipeline(Readable.from(tooMuch()), response).catch(() => undefined);
      return;
    }
    if (path === slow) {
      response.write(whole.subarray(0, whole.length >> 1));
      return;
    }
    const from = ranges && range !== undefined ? Number(/^bytes=(\d+)-$/.exec(range)?.[1]) : 0;
    const body = whole.subarray(from);
    const status = from > 0 ? 206 : 200;
    if (path.endsWith('.weights.bin') && leftEnded > 0) {
      // Without a length the end of the answer is all that says where the file ends.
      leftEnded -= 1;
      response.writeHead(status);
      response.end(body.subarray(0, body.length >> 1));
      return;
    }
    response.writeHead(status, { 'Content-Length': body.length });
    if (path.endsWith('.weights.bin') && left > 0) {
      left -= 1;
      response.write(body.subarray(0, body.length >> 1), () => response.destroy());
      return;
    }
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/models/tiny`, asked, sent, close };
}

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
        kept,
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
    expectWhole(ID);
    expect((await pack('list')).out).toContain(`${ID}: `);
    // A job file names a path that holds wherever its tasks start.
    expect([ID, TINY_PACK, 'nowhere'].map(packPlace)).toEqual([
      join(kept, ID),
      TINY_PACK,
      resolve('nowhere'),
    ]);
    const again = await pack('add', place);
    expect([again.code, again.err]).toEqual([64, expect.stringContaining('is kept already')]);
  });

  it('looks into the own folder where STILLROOM_PACKS is empty, as where it is not set', () => {
    vi.stubEnv('HOME', parent);
    vi.stubEnv('STILLROOM_PACKS', '');
    expect(keptPacksFolder()).toBe(join(parent, '.stillroom', 'packs'));
  });

  it('is found from anywhere where STILLROOM_PACKS is said from here', async () => {
    expect((await pack('add', TINY_PACK)).code).toBe(0);
    vi.stubEnv('STILLROOM_PACKS', relative(process.cwd(), kept));
    expect(packPlace(ID)).toBe(join(kept, ID));
  });

  it('keeps one whose files are links to where a hub keeps them', async () => {
    const links = join(parent, 'links');
    mkdirSync(links);
    for (const path of [...files.map((file) => file.path), 'pack.json']) {
      symlinkSync(resolve(TINY_PACK, path), join(links, path));
    }
    expect(await pack('add', links)).toMatchObject({ code: 0 });
    expectWhole(ID);
  });

  it('lists the others where one that is kept is damaged, and says which is', async () => {
    expect((await pack('add', TINY_PACK)).code).toBe(0);
    mkdirSync(join(kept, 'a-damaged-one'));
    const { code, out, err } = await pack('list');
    expect(code).toBe(65);
    expect(out).toContain(`${ID}: `);
    expect(err).toContain(join(kept, 'a-damaged-one'));
  });

  it('keeps nothing of a folder whose files are not what they should be', async () => {
    const folder = join(parent, 'damaged');
    cpSync(TINY_PACK, folder, { recursive: true });
    writeFileSync(join(folder, 'vae_encoder.onnx'), 'damaged');
    const { code, err } = await pack('add', folder);
    expect(code).toBe(65);
    expect(err).toContain('vae_encoder.onnx has 7 bytes');
    expect(existsSync(join(kept, ID))).toBe(false);
  });

  it('keeps one from a server, asking for its files alone, without a cookie', async () => {
    const server = await hub();
    try {
      const { code, err } = await pack('add', `${server.url}/`);
      expect(code, err).toBe(0);
      expect(err).toContain(`${files.length} files, `);
      expectWhole(ID);
      expect(server.asked.map(({ path }) => path).sort()).toEqual(
        ['pack.json', ...files.map(({ path }) => path)].sort(),
      );
      for (const { range, cookie } of server.asked)
        expect([range, cookie]).toEqual([undefined, undefined]);
    } finally {
      await server.close();
    }
  });

  it.each([true, false])(
    'goes on after a cut, where the server knows ranges: %s',
    async (ranges) => {
      const server = await hub({ cut: 1, ranges });
      try {
        const first = await pack('add', server.url);
        expect([first.code, first.err]).toEqual([
          65,
          expect.stringMatching(/weights\.bin was cut off: .+ the same command goes on/),
        ]);
        expect(existsSync(join(kept, ID))).toBe(false);
        const before = server.asked.length;
        const second = await pack('add', server.url);
        expect(second.code, second.err).toBe(0);
        expectWhole(ID);
        const asked = server.asked.slice(before);
        // What was there is not asked for again; what was cut goes on.
        expect(asked.length).toBeLessThan(files.length + 1);
        expect(asked.find(({ path }) => path.endsWith('.weights.bin'))?.range).toMatch(
          /^bytes=\d+-$/,
        );
      } finally {
        await server.close();
      }
    },
  );

  it('keeps what came where the server ends a file early, and goes on there', async () => {
    const server = await hub({ ended: 1 });
    try {
      const first = await pack('add', server.url);
      const { bytes = 0 } = files.find(({ path }) => path.endsWith('.weights.bin')) ?? {};
      const half = bytes >> 1;
      expect([first.code, first.err]).toEqual([
        65,
        expect.stringContaining(`weights.bin after ${half} of ${bytes} bytes`),
      ]);
      expect((await pack('add', server.url)).code).toBe(0);
      expectWhole(ID);
      const ranges = server.asked.flatMap(({ range }) => range ?? []);
      expect(ranges).toEqual([`bytes=${half}-`]);
    } finally {
      await server.close();
    }
  });

  it('reads no further than a file has bytes', async () => {
    const path = 'vae_decoder.onnx';
    const server = await hub({ long: path });
    try {
      const { code, err } = await pack('add', server.url);
      expect([code, err]).toEqual([65, expect.stringContaining(`${path} is not the file`)]);
    } finally {
      await server.close();
    }
    expect(server.sent.long).toBeLessThan(LONG_PIECES);
  });

  it('reads no more than a pack.json has, and says what is longer is none', async () => {
    const server = await hub({ long: 'pack.json' });
    try {
      const { code, err } = await pack('add', server.url);
      expect([code, err]).toEqual([65, expect.stringContaining('it is no pack.json')]);
    } finally {
      await server.close();
    }
    expect(server.sent.long).toBeLessThan(LONG_PIECES);
  });

  it('stops at a signal, and goes on where it was', async () => {
    const before = process.listeners('SIGTERM');
    const slow = 'vae_decoder.onnx';
    const [server, whole] = [await hub({ slow }), await hub()];
    try {
      const adding = pack('add', server.url);
      const asked = () => server.asked.some(({ path }) => path === slow);
      await expect.poll(asked).toBe(true);
      const heard = process.listeners('SIGTERM').filter((one) => !before.includes(one));
      expect(heard).toHaveLength(1);
      for (const hear of heard) hear('SIGTERM');
      expect((await adding).code).toBe(75);
      expect((await pack('add', whole.url)).code).toBe(0);
      expectWhole(ID);
      expect(whole.asked.map(({ path }) => path)).not.toContain('unet.weights.bin');
    } finally {
      await server.close();
      await whole.close();
    }
  });

  it('takes no file whose hash is another, and says when a server has no pack', async () => {
    const server = await hub({ damaged: 'vae_decoder.onnx' });
    try {
      const { code, err } = await pack('add', server.url);
      expect(code).toBe(65);
      expect(err).toContain('vae_decoder.onnx is not the file that pack.json names');
      expect(existsSync(join(kept, ID))).toBe(false);
      const none = await pack('add', `${server.url}/other`);
      expect([none.code, none.err]).toEqual([65, expect.stringContaining('answered 404')]);
    } finally {
      await server.close();
    }
    const gone = await pack('add', server.url);
    expect([gone.code, gone.err]).toEqual([65, expect.stringContaining("can't be reached")]);
  });

  it('is added by one process at a time; one that is gone holds nobody up', async () => {
    const server = await hub();
    try {
      for (const place of [TINY_PACK, server.url]) {
        const both = await Promise.all([pack('add', place), pack('add', place)]);
        const [added, refused] = both.sort((a, b) => a.code - b.code);
        expect([added?.code, refused?.code]).toEqual([0, 64]);
        expect(refused?.err).toContain(`process ${process.pid} of ${hostname()}`);
        expectWhole(ID);
        expect(readdirSync(kept)).toEqual([ID]);
        rmSync(join(kept, ID), { recursive: true });
      }
    } finally {
      await server.close();
    }
    const mark = join(kept, `${ID}.adding.part`);
    writeFileSync(mark, 'another-machine\n1\n');
    const waits = await pack('add', TINY_PACK);
    expect([waits.code, waits.err]).toEqual([64, expect.stringContaining(`remove ${mark}`)]);
    const { pid } = spawnSync('true');
    writeFileSync(mark, `${hostname()}\n${pid}\n`);
    expect((await pack('add', TINY_PACK)).code).toBe(0);
    expect(readdirSync(kept)).toEqual([ID]);
  });

  it('lies on the disk itself before it has its name', async () => {
    const handle = await open(join(TINY_PACK, 'pack.json'));
    const written = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'sync');
    const server = await hub();
    try {
      await handle.close();
      expect((await pack('add', TINY_PACK)).code).toBe(0);
      expect(written).toHaveBeenCalledTimes(files.length + 1);
      rmSync(join(kept, ID), { recursive: true });
      written.mockClear();
      expect((await pack('add', server.url)).code).toBe(0);
      expect(written.mock.calls.length).toBeGreaterThanOrEqual(files.length);
    } finally {
      written.mockRestore();
      await server.close();
    }
  });

  it('says where a model cannot be kept, with the exit code of a disk', async () => {
    const file = join(parent, 'no-folder');
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
