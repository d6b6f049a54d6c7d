/**
 * A bounded number of object URLs, the least recently used given back first: a class of 50,000
 * images must not keep 50,000 thumbnails alive.
 */
export class ObjectUrls {
  readonly #limit: number;
  readonly #urls = new Map<string, string>();
  readonly #pending = new Map<string, Promise<string>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Keeps a blob under a key and returns its URL. */
  keep(key: string, blob: Blob): string {
    const held = this.#urls.get(key);
    if (held !== undefined) return held;
    const url = URL.createObjectURL(blob);
    this.#urls.set(key, url);
    for (const [oldest, oldestUrl] of this.#urls) {
      if (this.#urls.size <= this.#limit) break;
      this.#urls.delete(oldest);
      URL.revokeObjectURL(oldestUrl);
    }
    return url;
  }

  /** The URL of a key, made once at a time however often it is asked for. */
  async get(key: string, make: () => Promise<Blob>): Promise<string> {
    const held = this.#urls.get(key);
    if (held !== undefined) {
      this.#urls.delete(key);
      this.#urls.set(key, held);
      return held;
    }
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending;
    const making = make().then((blob) => this.keep(key, blob));
    this.#pending.set(key, making);
    try {
      return await making;
    } finally {
      this.#pending.delete(key);
    }
  }

  clear(): void {
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
  }
}
