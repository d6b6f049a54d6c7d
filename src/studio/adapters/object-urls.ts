/**
 * A bounded number of pictures with object URLs, the least recently used given back first: a class of 50,000
 * images must not keep 50,000 thumbnails alive. A URL is made when it is asked for: each costs the page's
 * thread a word with the browser, and most thumbnails are never on the screen.
 */
import { throwIfAborted } from '../../core/errors';

interface Kept {
  readonly blob: Blob;
  url: string | null;
}

function urlOf(kept: Kept): string {
  return (kept.url ??= URL.createObjectURL(kept.blob));
}

export class ObjectUrls {
  readonly #limit: number;
  readonly #kept = new Map<string, Kept>();
  readonly #pending = new Map<string, Promise<string>>();
  #cleared = new AbortController();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Keeps a blob under a key. @returns gives its URL; null when it is no longer kept */
  keep(key: string, blob: Blob): () => string | null {
    this.#store(key, blob);
    return () => {
      const kept = this.#kept.get(key);
      return kept === undefined ? null : urlOf(kept);
    };
  }

  #store(key: string, blob: Blob): Kept {
    const held = this.#kept.get(key);
    if (held !== undefined) return held;
    const kept: Kept = { blob, url: null };
    this.#kept.set(key, kept);
    for (const [oldest, { url }] of this.#kept) {
      if (this.#kept.size <= this.#limit) break;
      this.#kept.delete(oldest);
      if (url !== null) URL.revokeObjectURL(url);
    }
    return kept;
  }

  /**
   * The URL of a key, made once at a time however often it is asked for.
   * @throws StillroomError Aborted where all were given back meanwhile
   */
  async get(key: string, make: () => Promise<Blob>): Promise<string> {
    const held = this.#kept.get(key);
    if (held !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, held);
      return urlOf(held);
    }
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending;
    const { signal } = this.#cleared;
    const making = make().then((blob) => {
      throwIfAborted(signal);
      return urlOf(this.#store(key, blob));
    });
    this.#pending.set(key, making);
    try {
      return await making;
    } finally {
      if (this.#pending.get(key) === making) this.#pending.delete(key);
    }
  }

  /** Gives all back. What is in the making is kept no more: the key may be another picture's by then. */
  clear(): void {
    this.#cleared.abort();
    this.#cleared = new AbortController();
    this.#pending.clear();
    for (const { url } of this.#kept.values()) if (url !== null) URL.revokeObjectURL(url);
    this.#kept.clear();
  }
}
