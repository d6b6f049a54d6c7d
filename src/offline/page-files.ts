/**
 * The program's own files, kept so that a page that was opened once works without its server: also
 * what it loads late, a worker that starts again, a reload.
 *
 * A build's small files are fetched when it is first seen, under a name of that build. Files under
 * assets/ are named by their content, so a kept one is as good as the server's; all others are asked for
 * at the server first and taken from what is kept only where it does not answer. The two latest builds
 * are kept: a page that is still open on the older one finds its files.
 */

/** What a build consists of: made by the bundler (vite.config.ts). */
export interface Build {
  /** Hash of all files' contents. */
  readonly version: string;
  /** Paths to fetch at once, relative to the page; "" is the page itself. */
  readonly files: readonly string[];
}

/** Asks for files to be kept that were fetched already. */
export interface KeepMessage {
  readonly keep: readonly string[];
}

/** What is answered on the message's port. */
export interface KeptMessage {
  /** Whether all of them are kept. */
  readonly kept: boolean;
}

const PREFIX = 'stillroom-page ';
const BUILDS_KEPT = 2;
/** Content that the file's own name stands for. */
const NAMED_BY_CONTENT = /\/assets\/[^/]+$/;
/** Kept elsewhere: a model's weights lie under the hashes of their content. */
const WEIGHTS = /\/packs\/.*\.onnx(_data)?$/;

type Fetch = (request: Request) => Promise<Response>;

export interface PageFilesParts {
  readonly caches: CacheStorage;
  readonly fetch: Fetch;
  /** Address of the page, with a slash at its end. */
  readonly root: string;
}

export class PageFiles {
  readonly #parts: PageFilesParts;
  readonly #build: Build;

  constructor(parts: PageFilesParts, build: Build) {
    this.#parts = parts;
    this.#build = build;
  }

  get #name(): string {
    return PREFIX + this.#build.version;
  }

  /** Fetches the build's small files. @throws what fetching throws: nothing of it is kept then */
  async install(): Promise<void> {
    const { caches, root } = this.#parts;
    const cache = await caches.open(this.#name);
    try {
      await cache.addAll(this.#build.files.map((file) => new URL(file, root).href));
    } catch (error) {
      await caches.delete(this.#name);
      throw error;
    }
  }

  /** Takes older builds away, but for the one before. */
  async clean(): Promise<void> {
    const { caches } = this.#parts;
    const builds = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
    const others = builds.filter((name) => name !== this.#name);
    // In the order in which they were made.
    const spare = others.slice(0, Math.max(0, others.length - (BUILDS_KEPT - 1)));
    for (const name of spare) await caches.delete(name);
  }

  /** Whether a request is for one of the program's files. */
  answers({ method, url }: Pick<Request, 'method' | 'url'>): boolean {
    return method === 'GET' && url.startsWith(this.#parts.root) && !WEIGHTS.test(pathOf(url));
  }

  /** @throws what fetching throws, where nothing is kept either */
  async respond(request: Request): Promise<Response> {
    if (NAMED_BY_CONTENT.test(pathOf(request.url))) {
      return (await this.#kept(request)) ?? this.#fetched(request);
    }
    try {
      return await this.#fetched(request);
    } catch (error) {
      const kept = await this.#kept(request);
      if (kept !== undefined) return kept;
      throw error;
    }
  }

  /** Keeps files that were fetched before anybody was there to keep them. @returns whether all are kept */
  async keep(addresses: readonly string[]): Promise<boolean> {
    const cache = await this.#parts.caches.open(this.#name);
    let all = true;
    for (const address of new Set(addresses)) {
      const request = new Request(address);
      if (!this.answers(request) || (await cache.match(request)) !== undefined) continue;
      // One that is not to be had keeps none of the others away.
      const response = await this.#parts.fetch(request).catch(() => null);
      if (response?.ok === true) await cache.put(request, response);
      else all = false;
    }
    return all;
  }

  /** This build's files; null where the browser gives no storage: the server's answers are as good without. */
  #own(): Promise<Cache | null> {
    return this.#parts.caches.open(this.#name).catch(() => null);
  }

  async #kept(request: Request): Promise<Response | undefined> {
    const { caches } = this.#parts;
    const cache = await this.#own();
    if (cache === null) return undefined;
    const own = await cache.match(request, { ignoreSearch: true });
    if (own !== undefined) return own;
    // Only what is named by its content may be of another build.
    if (!NAMED_BY_CONTENT.test(pathOf(request.url))) return undefined;
    return caches.match(request);
  }

  async #fetched(request: Request): Promise<Response> {
    const response = await this.#parts.fetch(request);
    // A part of a file is not the file.
    if (response.status === 200) {
      const cache = await this.#own();
      // Storage may be full; the answer is as good without a copy.
      await cache?.put(request, response.clone()).catch(() => undefined);
    }
    return response;
  }
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}
