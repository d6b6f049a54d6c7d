/**
 * Reads a pack and believes nothing that it has not checked: pack.json by its schema, every file by
 * its size and SHA-256. An export that brings no pack.json is read from its own configuration files. A file that differs stops the load with both values, so that "wrong
 * download", "truncated copy" and "someone else's file" can be told apart.
 */
import { StillroomError, isAbort, throwIfAborted } from '../core/errors';
import {
  FILE_ROLES,
  packBytes,
  packGraphs,
  type FileRole,
  type GraphRole,
  type PackDescription,
  type PackFile,
} from '../core/formats/pack';
import { parsePack } from '../core/formats/pack/parse-pack';
import { readExport } from './export/read-export';
import type { PackSource } from './pack-source';
import type { LoadProgress, OnLoadProgress } from './progress';
import { Sha256 } from '../core/formats/sha256';
import { sha256OfBlob } from './sha256';
import type { WeightCache } from './weight-cache';

/** A graph's file and the external weights that it names. */
export interface LoadedGraph {
  readonly content: Blob;
  /** In pack.json's order; `path` as the graph refers to it, relative to the graph's own folder. */
  readonly data: readonly { readonly path: string; readonly content: Blob }[];
}

export interface LoadedPack {
  readonly pack: PackDescription;
  /** SHA-256 of pack.json itself, or of what stands for it: either names the hash of every file. */
  readonly hash: string;
  readonly graphs: ReadonlyMap<GraphRole, LoadedGraph>;
  readonly files: ReadonlyMap<FileRole, Blob>;
  readonly totalBytes: number;
  /** What went wrong without stopping the load, as sentences for the person. */
  readonly warnings: readonly string[];
}

export interface LoadOptions {
  readonly cache?: WeightCache | null;
  readonly onProgress?: OnLoadProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a pack says of itself, or an export's own files say of it. */
export interface ReadDescription extends Pick<LoadedPack, 'pack' | 'hash' | 'warnings'> {
  /** Files that were hashed already, by path. */
  readonly contents: ReadonlyMap<string, Blob>;
}

/**
 * A pack's description and hash; none of its files is read. An export without pack.json is described by its
 * own configuration files, and hashed.
 * @throws StillroomError PackInvalid, Unsupported, Aborted
 */
export async function readDescription(
  source: PackSource,
  options: LoadOptions = {},
): Promise<ReadDescription> {
  try {
    return await described(source, options);
  } catch (error) {
    // A browser gives nothing of a file that was moved or changed since the folder was chosen.
    if (!(error instanceof DOMException) || isAbort(error)) throw error;
    throw new StillroomError(
      'PackInvalid',
      `The description of "${source.id}" can't be read: ${error.message}. Choose the folder of "${source.id}" again.`,
      {},
      { cause: error },
    );
  }
}

async function described(source: PackSource, options: LoadOptions): Promise<ReadDescription> {
  const { paths } = source;
  if (paths?.includes('model_index.json') && !paths.includes('pack.json')) {
    return readExport(source, paths, {
      signal: options.signal,
      onFile: (path) =>
        options.onProgress?.({
          stage: 'description',
          text: `Hashing ${path}`,
          loadedBytes: 0,
          totalBytes: 0,
        }),
    });
  }
  const bytes = new Uint8Array(
    await (await source.read('pack.json', { signal: options.signal })).arrayBuffer(),
  );
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StillroomError(
      'PackInvalid',
      `pack.json of "${source.id}" is not JSON: ${reason}. Get the pack again.`,
      { file: 'pack.json' },
      { cause: error },
    );
  }
  const hash = new Sha256().update(bytes).hex();
  return { pack: parsePack(json), hash, contents: new Map(), warnings: [] };
}

/** Reads one file after another, so that progress and errors belong to one file at a time. */
class FileReader {
  readonly warnings: string[];
  readonly #hashed: ReadonlyMap<string, Blob>;
  #loaded = 0;

  constructor(
    readonly source: PackSource,
    readonly options: LoadOptions,
    readonly totalBytes: number,
    { contents, warnings }: ReadDescription,
  ) {
    this.#hashed = contents;
    this.warnings = [...warnings];
  }

  #report(text: string, bytesOfFile: number): void {
    const loadedBytes = Math.min(this.#loaded + bytesOfFile, this.totalBytes);
    const progress: LoadProgress = {
      stage: 'files',
      text,
      loadedBytes,
      totalBytes: this.totalBytes,
    };
    this.options.onProgress?.(progress);
  }

  async read(file: PackFile): Promise<Blob> {
    throwIfAborted(this.options.signal);
    const content =
      this.#hashed.get(file.path) ?? (await this.#cached(file)) ?? (await this.#fetched(file));
    this.#loaded += file.bytes;
    this.#report(`${file.path} is complete`, 0);
    return content;
  }

  get #cache(): WeightCache | null {
    return this.source.remote ? (this.options.cache ?? null) : null;
  }

  async #cached(file: PackFile): Promise<Blob | null> {
    try {
      const content = await this.#cache?.get(file.sha256);
      return content?.size === file.bytes ? content : null;
    } catch (error) {
      this.#warn(file, 'The copy kept by the browser could not be read', error);
      return null;
    }
  }

  async #fetched(file: PackFile): Promise<Blob> {
    const { signal } = this.options;
    // Reading and checking each count half of a file's bytes.
    const content = await this.source.read(file.path, {
      signal,
      onBytes: (bytes) => this.#report(`Reading ${file.path}`, bytes / 2),
    });
    await this.#verify(file, content);
    try {
      await this.#cache?.put(file.sha256, content);
    } catch (error) {
      this.#warn(file, 'It was loaded, but the browser could not keep a copy', error);
    }
    return content;
  }

  async #verify(file: PackFile, content: Blob): Promise<void> {
    if (content.size !== file.bytes) {
      const kind = content.size < file.bytes ? 'truncated or another file' : 'another file';
      throw new StillroomError(
        'PackInvalid',
        `${file.path} has ${content.size} bytes, but pack.json says ${file.bytes}: it is ${kind}. Get the pack again.`,
        { file: file.path, expectedBytes: file.bytes, receivedBytes: content.size },
      );
    }
    let received: string;
    try {
      received = await sha256OfBlob(
        content,
        (bytes) => this.#report(`Checking ${file.path}`, (file.bytes + bytes) / 2),
        this.options.signal,
      );
    } catch (error) {
      if (isAbort(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new StillroomError(
        'PackInvalid',
        `${file.path} can't be read: ${reason}. Choose the pack's folder again.`,
        { file: file.path },
        { cause: error },
      );
    }
    if (received !== file.sha256) {
      throw new StillroomError(
        'PackInvalid',
        `${file.path} is not the file that pack.json names: its SHA-256 is ${received}, expected ${file.sha256}. Get the pack again.`,
        { file: file.path, expectedSha256: file.sha256, receivedSha256: received },
      );
    }
  }

  #warn(file: PackFile, what: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.warnings.push(`${file.path}: ${what} (${reason}).`);
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/**
 * Reads and checks all files of a pack.
 * @throws StillroomError PackInvalid naming the file, what was expected and what came; Aborted
 */
export async function loadPack(source: PackSource, options: LoadOptions = {}): Promise<LoadedPack> {
  throwIfAborted(options.signal);
  options.onProgress?.({
    stage: 'description',
    text: `Reading the description of ${source.id}`,
    loadedBytes: 0,
    totalBytes: 0,
  });
  const description = await readDescription(source, options);
  const { pack, hash } = description;
  const reader = new FileReader(source, options, packBytes(pack), description);
  const graphs = new Map<GraphRole, LoadedGraph>();
  for (const [role, graph] of packGraphs(pack)) {
    const content = await reader.read(graph);
    const data: LoadedGraph['data'][number][] = [];
    for (const shard of graph.data) {
      const folder = folderOf(graph.path);
      const path = shard.path.startsWith(folder) ? shard.path.slice(folder.length) : shard.path;
      data.push({ path, content: await reader.read(shard) });
    }
    graphs.set(role, { content, data });
  }
  const files = new Map<FileRole, Blob>();
  for (const role of FILE_ROLES) {
    const file = pack.files[role];
    if (file !== undefined) files.set(role, await reader.read(file));
  }
  const { totalBytes, warnings } = reader;
  return { pack, hash, graphs, files, totalBytes, warnings };
}
