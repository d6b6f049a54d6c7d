/**
 * Where a pack's files come from: a folder of the site, a folder of the person's disk, what was fetched before.
 *
 * A source only reads; whether what it read is what pack.json promised is the loader's business.
 */
import { StillroomError, isAbort } from '../core/errors';

export interface ReadOptions {
  /** Told the bytes received so far. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface PackSource {
  /** Names the source among others: the pack's folder name. */
  readonly id: string;
  /** True when reading costs a download, so that keeping a copy of the weights is worth it. */
  readonly remote: boolean;
  /** Every file's path, where the source knows them: a folder's, not a web address's. */
  readonly paths?: readonly string[];
  /**
   * A file of the pack, by its path inside it.
   * @throws StillroomError PackInvalid when there is no such file or it can't be read; Aborted
   */
  read(path: string, options?: ReadOptions): Promise<Blob>;
}

function unreadable(path: string, reason: string, cause?: unknown): StillroomError {
  return new StillroomError(
    'PackInvalid',
    `The pack's file "${path}" can't be read: ${reason}. Check that the pack is complete and try again.`,
    { file: path },
    { cause },
  );
}

async function collect(response: Response, options: ReadOptions): Promise<Blob> {
  if (response.body === null) return response.blob();
  const reader = response.body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    parts.push(value);
    received += value.length;
    options.onBytes?.(received);
  }
}

/**
 * A pack served under a web address.
 * @param baseUrl absolute URL of the pack's folder
 */
export function siteSource(id: string, baseUrl: string): PackSource {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  return {
    id,
    remote: true,
    async read(path, options = {}) {
      const url = new URL(path.split('/').map(encodeURIComponent).join('/'), base);
      try {
        const response = await fetch(url, options.signal ? { signal: options.signal } : {});
        if (!response.ok) throw unreadable(path, `the server answered ${response.status}`);
        return await collect(response, options);
      } catch (error) {
        if (isAbort(error)) throw new StillroomError('Aborted', 'Cancelled.');
        if (error instanceof StillroomError) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        throw unreadable(path, `the connection failed (${reason})`, error);
      }
    },
  };
}

/**
 * A pack given as files of a folder, keyed by their path inside it (forward slashes).
 * Blobs are handles: nothing is read before it is needed.
 */
export function filesSource(id: string, files: ReadonlyMap<string, Blob>): PackSource {
  return {
    id,
    remote: false,
    paths: [...files.keys()],
    read(path, options = {}) {
      const file = files.get(path);
      if (file === undefined) {
        return Promise.reject(unreadable(path, 'the folder has no such file'));
      }
      options.onBytes?.(file.size);
      return Promise.resolve(file);
    },
  };
}

/**
 * A model that was fetched into this browser: its pack.json is kept, and its files lie in the weight cache,
 * where the loader finds them.
 * @param text pack.json; null where the model is kept no more
 */
export function keptSource(hash: string, text: string | null): PackSource {
  return {
    id: hash,
    remote: true,
    read(path) {
      if (path === 'pack.json' && text !== null) return Promise.resolve(new Blob([text]));
      return Promise.reject(
        new StillroomError(
          'PackInvalid',
          `${path} of this model is no longer kept in this browser. Open Models and fetch it again.`,
          { file: path },
        ),
      );
    },
  };
}

/** Folders among paths that hold a file of this name, each with its slash. */
function foldersWith(name: string, paths: readonly string[]): string[] {
  return paths
    .filter((path) => path === name || path.endsWith(`/${name}`))
    .map((path) => path.slice(0, -name.length));
}

/**
 * The pack among files by their paths, of a folder that was chosen or of an archive: the folder that holds
 * pack.json, wherever it stands; where no folder does, the one that holds an export's model_index.json.
 * @param name what the pack is called where it stands in no folder
 * @throws StillroomError PackInvalid when there is no such folder, or several
 */
export function packAmong(files: ReadonlyMap<string, Blob>, name = 'pack'): PackSource {
  const paths = [...files.keys()];
  const packs = foldersWith('pack.json', paths);
  const roots = packs.length > 0 ? packs : foldersWith('model_index.json', paths);
  const [root] = roots;
  if (root === undefined || roots.length > 1) {
    throw new StillroomError(
      'PackInvalid',
      root === undefined
        ? `None of the ${files.size} files is called pack.json, or model_index.json as of an ONNX export. Choose the folder of one pack.`
        : `The folder holds ${roots.length} packs. Choose the folder of one pack.`,
      { packs: roots.length },
    );
  }
  const inside = [...files].flatMap(([path, file]) =>
    path.startsWith(root) ? [[path.slice(root.length), file] as const] : [],
  );
  const folder = root.split('/').findLast((part) => part !== '');
  return filesSource(folder ?? name, new Map(inside));
}
