import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, serveNear, type Served } from '../../../src/command/site-server';

const folder = mkdtempSync(join(tmpdir(), 'stillroom-site-'));
let served: Served;
beforeAll(async () => {
  mkdirSync(join(folder, 'site'));
  writeFileSync(join(folder, 'site', 'index.html'), 'the page');
  writeFileSync(join(folder, 'site', 'a b.wasm'), 'code');
  writeFileSync(join(folder, 'site', 'downloader.html'), 'the downloader');
  writeFileSync(join(folder, 'secret'), 'secret');
  served = await serve({ '/': join(folder, 'site') });
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

/** A path as it is, which `fetch` would tidy up. */
function statusOf(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(served.url, { path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('the page’s server', () => {
  it('isolates the page, and says what files are', async () => {
    const page = await fetch(served.url);
    expect(await page.text()).toBe('the page');
    expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self' blob:;");
    const code = await fetch(`${served.url}a%20b.wasm`);
    expect(code.headers.get('content-type')).toBe('application/wasm');
  });

  it('lets the downloader alone speak to others, and gives it no origin', async () => {
    const page = await fetch(`${served.url}downloader.html`);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain('connect-src http: https:');
    expect(policy).toMatch(/sandbox allow-scripts$/);
    expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(
      (await fetch(`${served.url}a%20b.wasm`)).headers.get('content-security-policy'),
    ).toContain("connect-src 'self'");
  });

  it.each(['/nothing', '/../secret', '/%2e%2e/secret', '/..%2fsecret', '/%00', '/%zz'])(
    'has nothing at %s',
    async (path) => {
      expect(await statusOf(path)).toBe(404);
    },
  );

  it('has nothing at a name that no disk can hold, and goes on', async () => {
    expect(await statusOf(`/${'a'.repeat(300)}`)).toBe(404);
    expect(await (await fetch(served.url)).text()).toBe('the page');
  });

  it('closes a file whose reader has gone', async () => {
    const large = join(folder, 'site', 'large.bin');
    writeFileSync(large, '');
    truncateSync(large, 64 * 2 ** 20);
    const opened = () =>
      readdirSync('/proc/self/fd').filter((descriptor) => {
        try {
          return readlinkSync(`/proc/self/fd/${descriptor}`) === large;
        } catch {
          return false;
        }
      }).length;
    const gone = new AbortController();
    const { body } = await fetch(`${served.url}large.bin`, { signal: gone.signal });
    await body?.getReader().read();
    expect(opened()).toBe(1);
    gone.abort();
    await expect.poll(opened).toBe(0);
  });

  it('says that a port is taken, and that the next one has a storage of its own', async () => {
    const port = Number(new URL(served.url).port);
    await expect(serve({ '/': folder }, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const said: string[] = [];
    const other = await serveNear({ '/': join(folder, 'site') }, port, (line) => said.push(line));
    expect(await (await fetch(other.url)).text()).toBe('the page');
    await other.close();
    const own = Number(new URL(other.url).port);
    expect(own).toBeGreaterThan(port);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`Port ${port} is taken, so the page is at port ${own}`);
    expect(said[0]).toContain('what it kept at the other address is not here');
  });

  it('says what to do where no port behind it is free', async () => {
    const last = createServer().listen(65_535, '127.0.0.1');
    await once(last, 'listening');
    await expect(serveNear({ '/': folder }, 65_535, () => undefined)).rejects.toMatchObject({
      code: 'BadParameter',
      message: expect.stringMatching(/Port 65535 is taken.*--port/) as string,
    });
    last.close();
    await once(last, 'close');
  });

  it('says nothing of a port that is free', async () => {
    const said: string[] = [];
    const free = await serveNear({ '/': folder }, 0, (line) => said.push(line));
    await free.close();
    expect(said).toEqual([]);
  });
});
