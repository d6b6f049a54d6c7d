/**
 * Weights that were fetched, kept under the hash of their content.
 *
 * What `get` finds has been verified before, so a hit needs no second hash; packs that share a file share its
 * copy. The Cache API hands blobs out without reading them into memory.
 *
 * A file of gigabytes arrives in pieces, each put as it comes: a download that was cut off goes on behind its
 * last piece. When all are there and hash right, an entry without content says so and how many bytes they are,
 * and the pieces stay what they are; a blob of blobs copies nothing. Pieces that are not those bytes any more
 * are no file.
 */
export interface WeightCache {
  /** The content with this SHA-256, or null. */
  get(sha256: string): Promise<Blob | null>;
  /** Keeps a content. Rejects when storage is full. */
  put(sha256: string, content: Blob): Promise<void>;
}

/** A cache that takes files piece by piece. */
export interface PieceCache extends WeightCache {
  /** The first bytes of a file that is not whole yet; of one that is, all. */
  begun(sha256: string): Promise<Blob>;
  /**
   * Keeps the bytes of a file from `start` on, as many as come. Rejects when storage is full.
   * @param start where what is there ends
   */
  append(sha256: string, start: number, bytes: ReadableStream<Uint8Array>): Promise<void>;
  /** The pieces hash right: they, of so many bytes, are the file from now on. */
  complete(sha256: string, bytes: number): Promise<void>;
  /** Takes a file away, whole or begun. */
  remove(sha256: string): Promise<void>;
}

const CACHE_NAME = 'stillroom-weights-1';
/** The Cache API wants addresses; these are never requested from a server. */
export const WEIGHTS_FOLDER = '/.stillroom-weights/';
/** Says of an entry that its content is in pieces, and their bytes. */
const IN_PIECES = 'x-stillroom-pieces';

/** What of a cache is used. */
export type CacheLike = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>;

/** The browser's cache, or null where there is none (Node, insecure pages). */
export function openWeights(): Promise<CacheLike> | null {
  return typeof caches === 'undefined' ? null : caches.open(CACHE_NAME);
}

/** @param origin of the page, to which the addresses belong */
export function weightCache(opened: Promise<CacheLike>, origin: string): PieceCache {
  const whole = (sha256: string) => new URL(WEIGHTS_FOLDER + sha256, origin).href;
  const piece = (sha256: string, start: number) => `${whole(sha256)}/${start}`;

  async function pieces(sha256: string): Promise<Blob> {
    const cache = await opened;
    const found: Blob[] = [];
    for (let start = 0; ;) {
      const response = await cache.match(piece(sha256, start));
      const blob = await response?.blob();
      if (blob === undefined || blob.size === 0) return new Blob(found);
      found.push(blob);
      start += blob.size;
    }
  }

  async function get(sha256: string): Promise<Blob | null> {
    const response = await (await opened).match(whole(sha256));
    if (response === undefined) return null;
    const bytes = response.headers.get(IN_PIECES);
    if (bytes === null) return response.blob();
    const found = await pieces(sha256);
    return found.size === Number(bytes) ? found : null;
  }

  return {
    get,
    async put(sha256, content) {
      const headers = { 'Content-Length': String(content.size) };
      await (await opened).put(whole(sha256), new Response(content, { headers }));
    },
    begun: async (sha256) => (await get(sha256)) ?? pieces(sha256),
    async append(sha256, start, bytes) {
      await (await opened).put(piece(sha256, start), new Response(bytes));
    },
    async complete(sha256, bytes) {
      const headers = { [IN_PIECES]: String(bytes) };
      await (await opened).put(whole(sha256), new Response(null, { headers }));
    },
    async remove(sha256) {
      const cache = await opened;
      for (const { url } of await cache.keys()) {
        if (url === whole(sha256) || url.startsWith(`${whole(sha256)}/`)) await cache.delete(url);
      }
    },
  };
}

/** The browser's weights; null where it has no cache. */
export function browserWeightCache(): PieceCache | null {
  const opened = openWeights();
  return opened === null ? null : weightCache(opened, location.origin);
}
