/**
 * Downloaded weights, kept under the hash of their content.
 *
 * What stands here has been verified before it was put, so a hit needs no second hash; packs that
 * share a file share its copy. The Cache API hands blobs out without reading them into memory.
 */
export interface WeightCache {
  /** The content with this SHA-256, or null. */
  get(sha256: string): Promise<Blob | null>;
  /** Keeps a content. Rejects when storage is full. */
  put(sha256: string, content: Blob): Promise<void>;
}

const CACHE_NAME = 'stillroom-weights-1';

/** The browser's cache, or null where there is none (Node, insecure pages). */
export function browserWeightCache(): WeightCache | null {
  if (typeof caches === 'undefined') return null;
  // The Cache API wants addresses; this one is never requested from a server.
  const address = (sha256: string) => new URL(`/.stillroom-weights/${sha256}`, location.origin);
  return {
    async get(sha256) {
      const cache = await caches.open(CACHE_NAME);
      const response = await cache.match(address(sha256));
      return response ? response.blob() : null;
    },
    async put(sha256, content) {
      const cache = await caches.open(CACHE_NAME);
      const headers = { 'Content-Length': String(content.size) };
      await cache.put(address(sha256), new Response(content, { headers }));
    },
  };
}
