import { describe, expect, it } from 'vitest';
import { PageFiles, type Build } from '../../../src/offline/page-files';

const ROOT = 'https://example.org/still/';

/** A browser's caches in memory: responses by address, in the order of their making. */
class FakeCaches {
  readonly all = new Map<string, Map<string, string>>();
  readonly server: FakeServer;

  constructor(server: FakeServer) {
    this.server = server;
  }

  #cache(name: string) {
    const entries = this.all.get(name) ?? new Map<string, string>();
    this.all.set(name, entries);
    const urlOf = (request: Request | string) => new URL(new Request(request).url);
    const find = (request: Request | string, ignoreSearch: boolean) => {
      const url = urlOf(request);
      if (ignoreSearch) url.search = '';
      return entries.get(url.href);
    };
    return {
      addAll: async (addresses: string[]) => {
        const bodies = await Promise.all(
          addresses.map(async (address) => {
            const response = await this.server.fetch(new Request(address));
            if (!response.ok) throw new TypeError(`${address}: ${response.status}`);
            return response.text();
          }),
        );
        addresses.forEach((address, i) => entries.set(address, bodies[i] ?? ''));
      },
      match: async (request: Request | string, { ignoreSearch = false } = {}) => {
        const body = find(request, ignoreSearch);
        return body === undefined ? undefined : new Response(body);
      },
      put: async (request: Request, response: Response) => {
        entries.set(request.url, await response.text());
      },
    };
  }

  asStorage(): CacheStorage {
    const caches = {
      open: async (name: string) => this.#cache(name),
      keys: async () => [...this.all.keys()],
      delete: async (name: string) => this.all.delete(name),
      match: async (request: Request) => {
        for (const name of this.all.keys()) {
          const found = await this.#cache(name).match(request);
          if (found !== undefined) return found;
        }
        return undefined;
      },
    };
    return caches as unknown as CacheStorage;
  }
}

class FakeServer {
  files: ReadonlyMap<string, string>;
  down = false;

  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries(files));
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    if (this.down) throw new TypeError('Failed to fetch');
    const body = this.files.get(request.url.slice(ROOT.length));
    return body === undefined ? new Response('', { status: 404 }) : new Response(body);
  };
}

const OLD = {
  '': 'page 1',
  'assets/index-a.js': 'index a',
  'assets/late-a.js': 'late a',
  'assets/runtime-a.wasm': 'runtime',
  'samples/truth.json': 'truth 1',
  'packs/p/unet.onnx': 'weights',
  'kernels/probe.onnx': 'probe',
};
const OLD_BUILD: Build = {
  version: '1',
  files: ['', 'assets/index-a.js', 'assets/late-a.js', 'kernels/probe.onnx', 'samples/truth.json'],
};
const NEW = { '': 'page 2', 'assets/index-b.js': 'index b', 'samples/truth.json': 'truth 2' };
const NEW_BUILD: Build = { version: '2', files: ['', 'assets/index-b.js', 'samples/truth.json'] };

function place(files: Readonly<Record<string, string>>) {
  const server = new FakeServer(files);
  const caches = new FakeCaches(server);
  const of = (build: Build) =>
    new PageFiles({ caches: caches.asStorage(), fetch: server.fetch, root: ROOT }, build);
  return { server, caches, of };
}

const asked = async (files: PageFiles, path: string) =>
  (await files.respond(new Request(ROOT + path))).text();

describe('the files of a page', () => {
  it('are there without a server: the page, what it loads late, and what was fetched before', async () => {
    const { server, of } = place(OLD);
    const files = of(OLD_BUILD);
    await files.install();
    const fetched = [`${ROOT}assets/runtime-a.wasm`, `${ROOT}packs/p/unet.onnx`];
    expect(await files.keep(fetched)).toBe(true);
    server.down = true;
    expect(await asked(files, '')).toBe('page 1');
    expect(await asked(files, '?class=cats')).toBe('page 1');
    expect(await asked(files, 'assets/late-a.js')).toBe('late a');
    expect(await asked(files, 'assets/runtime-a.wasm')).toBe('runtime');
    expect(await asked(files, 'kernels/probe.onnx')).toBe('probe');
    await expect(asked(files, 'samples/other.json')).rejects.toThrow('Failed to fetch');
  });

  it('are the server’s where the browser gives no place to keep them', async () => {
    const { server, caches } = place(OLD);
    const open = () => Promise.reject(new Error('no storage'));
    const closed = Object.assign(caches.asStorage(), { open });
    const files = new PageFiles({ caches: closed, fetch: server.fetch, root: ROOT }, OLD_BUILD);
    expect(await asked(files, '')).toBe('page 1');
    expect(await asked(files, 'assets/late-a.js')).toBe('late a');
    server.down = true;
    await expect(asked(files, '')).rejects.toThrow('Failed to fetch');
  });

  it('are kept though one of them is not to be had', async () => {
    const { server, caches } = place(OLD);
    const gone = `${ROOT}assets/gone.js`;
    const fetch = (request: Request) =>
      request.url === gone
        ? Promise.reject(new TypeError('Failed to fetch'))
        : server.fetch(request);
    const files = new PageFiles({ caches: caches.asStorage(), fetch, root: ROOT }, OLD_BUILD);
    expect(await files.keep([gone, `${ROOT}assets/runtime-a.wasm`])).toBe(false);
    expect([...(caches.all.get('stillroom-page 1') ?? [])]).toEqual([
      [`${ROOT}assets/runtime-a.wasm`, 'runtime'],
    ]);
  });

  it('are the server’s where it answers, but for those named by their content', async () => {
    const { server, of } = place(OLD);
    const files = of(OLD_BUILD);
    await files.install();
    server.files = new Map([...server.files, ['samples/truth.json', 'truth 3'], ['', 'page 3']]);
    expect(await asked(files, 'samples/truth.json')).toBe('truth 3');
    expect(await asked(files, '')).toBe('page 3');
    server.files = new Map();
    expect(await asked(files, 'assets/late-a.js')).toBe('late a');
  });

  it('of the build before are found by a page that is still open on it', async () => {
    const { server, of } = place(OLD);
    await of(OLD_BUILD).install();
    server.files = new Map(Object.entries(NEW));
    const files = of(NEW_BUILD);
    await files.install();
    await files.clean();
    expect(await asked(files, 'assets/late-a.js')).toBe('late a');
    server.down = true;
    expect(await asked(files, '')).toBe('page 2');
    expect(await asked(files, 'samples/truth.json')).toBe('truth 2');
    // What is not named by its content is never taken from another build.
    await expect(asked(files, 'kernels/probe.onnx')).rejects.toThrow('Failed to fetch');
  });

  it('of builds further back go, and nothing that is not ours', async () => {
    const { caches, of } = place({ ...OLD, ...NEW });
    await caches.asStorage().open('stillroom-weights-1');
    for (const version of ['0', '1', '2']) await of({ ...NEW_BUILD, version }).install();
    await of(NEW_BUILD).clean();
    expect([...caches.all.keys()]).toEqual([
      'stillroom-weights-1',
      'stillroom-page 1',
      'stillroom-page 2',
    ]);
  });

  it('are all there or none', async () => {
    const { caches, of } = place({ '': 'page' });
    await expect(of(OLD_BUILD).install()).rejects.toThrow('404');
    expect(caches.all.size).toBe(0);
  });

  it('are nobody else’s: other hosts, other methods and weights go their own way', () => {
    const files = place(OLD).of(OLD_BUILD);
    expect(files.answers({ method: 'GET', url: `${ROOT}assets/index-a.js` })).toBe(true);
    expect(files.answers({ method: 'GET', url: 'https://example.com/x' })).toBe(false);
    expect(files.answers({ method: 'POST', url: ROOT })).toBe(false);
    expect(files.answers({ method: 'GET', url: `${ROOT}packs/p/unet.onnx` })).toBe(false);
  });
});
