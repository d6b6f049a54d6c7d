/** The command `stillroom pack` over the tiny pack: folders that it keeps models in, and a server of its files. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, afterEach, beforeEach, expect, vi } from 'vitest';
import { packFiles } from '../../../src/core/formats/pack';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { dispatch } from '../../../src/command/dispatch';
import { TINY_PACK } from '../../support/command/built-command';

/** Runs the command, whose words follow `pack`. */
export async function pack(...words: readonly string[]) {
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

/** The tiny pack's files. */
export const files = packFiles(
  parsePack(JSON.parse(readFileSync(join(TINY_PACK, 'pack.json'), 'utf8'))),
);

/** The tiny pack's id. */
export const { id: ID } = JSON.parse(readFileSync(join(TINY_PACK, 'pack.json'), 'utf8')) as {
  readonly id: string;
};

interface Asked {
  readonly path: string;
  readonly range: string | undefined;
  readonly cookie: string | undefined;
}

/** Of a megabyte: more than streams and system keep of an answer that nobody reads. */
export const LONG_PIECES = 100;

/** A server of the tiny pack's files, which may cut or end the first answers early, or send other bytes. */
export async function hub({
  cut = 0,
  ended = 0,
  ranges = true,
  damaged = '',
  long = '',
  slow = '',
} = {}) {
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

/** Where the command keeps models: another folder for each test of the file that makes this. */
export class KeptPacks {
  readonly parent = mkdtempSync(join(tmpdir(), 'stillroom-packs-'));
  #count = 0;
  folder = '';

  constructor() {
    beforeEach(() => {
      this.folder = join(this.parent, `kept-${this.#count++}`);
      vi.stubEnv('STILLROOM_PACKS', this.folder);
    });
    afterEach(() => {
      vi.unstubAllEnvs();
    });
    afterAll(() => {
      rmSync(this.parent, { recursive: true });
    });
  }

  expectWhole(): void {
    for (const { path } of [...files, { path: 'pack.json' }]) {
      expect(readFileSync(join(this.folder, ID, path)), path).toEqual(
        readFileSync(join(TINY_PACK, path)),
      );
    }
  }
}
