/** The downloader and its line, with a server of this machine: what it asks for, how, and what it refuses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OpenMessage } from '../../../src/outside/messages';
import { servedBy, type ServedFile } from '../../../src/runtime/download/line';
import { openHub, type Hub } from '../../support/hub';

const ASSETS = join(import.meta.dirname, '..', '..', 'assets');
const never = new AbortController().signal;

type Opened = (event: Pick<MessageEvent<OpenMessage>, 'data' | 'ports'>) => void;
let opened: Opened = () => undefined;
let hub: Hub;
beforeAll(async () => {
  hub = await openHub(ASSETS);
  // Its frame's window.
  vi.stubGlobal('addEventListener', (_: string, listener: Opened) => {
    opened = listener;
  });
  await import('../../../src/outside/downloader');
  vi.unstubAllGlobals();
});
afterAll(() => hub.close());

/** A line for one folder of the server. */
async function lineTo(folder: string) {
  const { port1, port2 } = new MessageChannel();
  const stands = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  opened({ data: { folder: hub.url + folder }, ports: [port2] });
  expect(await stands).toEqual({ kind: 'open' });
  return { serve: servedBy(port1, hub.url + folder), close: () => port1.close() };
}

async function contentOf({ bytes }: ServedFile): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}

describe('the downloader', () => {
  it('hands on a file of its folder, whole and from a byte on', async () => {
    const { serve, close } = await lineTo('tiny-pack/');
    const whole = await serve('pack.json', 0, never);
    const content = readFileSync(join(ASSETS, 'tiny-pack', 'pack.json'));
    expect([whole.status, await contentOf(whole)]).toEqual([200, content]);
    const rest = await serve('pack.json', 100, never);
    expect([rest.status, await contentOf(rest)]).toEqual([206, content.subarray(100)]);
    const [first, second] = hub.asked.slice(-2);
    expect([first?.headers.range, second?.headers.range]).toEqual([undefined, 'bytes=100-']);
    for (const { method, headers } of hub.asked) {
      expect([method, headers.cookie, headers.authorization, headers.referer]).toEqual([
        'GET',
        undefined,
        undefined,
        undefined,
      ]);
    }
    close();
  });

  it('asks for nothing outside its folder', async () => {
    const { serve, close } = await lineTo('tiny-pack/');
    const before = hub.asked.length;
    await expect(serve('../narrow-dit/pack.json', 0, never)).rejects.toThrow('is outside');
    expect(hub.asked.length).toBe(before);
    close();
  });

  it('says that a file is another one by now where it ends within what is here of it', async () => {
    const { serve, close } = await lineTo('tiny-pack/');
    const { length } = readFileSync(join(ASSETS, 'tiny-pack', 'unet.onnx'));
    await expect(serve('unet.onnx', length + 1, never)).rejects.toMatchObject({
      code: 'PackInvalid',
      message: expect.stringContaining(`ends within the ${length + 1} bytes`),
      data: { status: 416 },
    });
    close();
  });

  it('says what the server answered, and that a connection broke', async () => {
    const { serve, close } = await lineTo('tiny-pack/');
    await expect(serve('nothing', 0, never)).rejects.toThrow('The server answered 404 for nothing');
    hub.cut = 'vae_decoder.onnx';
    const file = await serve('vae_decoder.onnx', 0, never);
    await expect(contentOf(file)).rejects.toThrow('vae_decoder.onnx of');
    // The line stands: another file can be asked for.
    expect((await contentOf(await serve('pack.json', 0, never))).length).toBeGreaterThan(100);
    close();
  });

  it('stops when it is told to, and goes on with another file', async () => {
    const { serve, close } = await lineTo('tiny-pack/');
    const stop = new AbortController();
    hub.held = 'pack.json';
    const waiting = serve('pack.json', 0, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'Aborted' });
    hub.held = '';
    const file = await serve('vae_encoder.onnx', 0, never);
    expect(await contentOf(file)).toEqual(
      readFileSync(join(ASSETS, 'tiny-pack', 'vae_encoder.onnx')),
    );
    close();
  });
});
