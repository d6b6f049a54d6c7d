/** `stillroom pack add` of an address: what is asked for, what is taken, and where it goes on. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, hub, ID, KeptPacks, LONG_PIECES, pack } from './tiny-packs';

const kept = new KeptPacks();

describe('stillroom pack add, of an address', () => {
  it('keeps one from a server, asking for its files alone, without a cookie', async () => {
    const server = await hub();
    try {
      const { code, err } = await pack('add', `${server.url}/`);
      expect(code, err).toBe(0);
      expect(err).toContain(`${files.length} files, `);
      kept.expectWhole();
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
        expect(existsSync(join(kept.folder, ID))).toBe(false);
        const before = server.asked.length;
        const second = await pack('add', server.url);
        expect(second.code, second.err).toBe(0);
        kept.expectWhole();
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
      kept.expectWhole();
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
      kept.expectWhole();
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
      expect(existsSync(join(kept.folder, ID))).toBe(false);
      const none = await pack('add', `${server.url}/other`);
      expect([none.code, none.err]).toEqual([65, expect.stringContaining('answered 404')]);
    } finally {
      await server.close();
    }
    const gone = await pack('add', server.url);
    expect([gone.code, gone.err]).toEqual([65, expect.stringContaining("can't be reached")]);
  });
});
