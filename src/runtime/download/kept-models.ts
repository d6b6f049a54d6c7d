/**
 * Models that were fetched, or begun, into this browser: for each the address that it came from and its
 * pack.json, beside the files in the weight cache. A record is made before the first file is fetched, so that a
 * download that was cut off is seen, and goes on, after a reload.
 */
import { StillroomError } from '../../core/errors';
import { packFiles, type PackDescription, type PackFile } from '../../core/formats/pack';
import { parsePack } from '../../core/formats/pack/parse-pack';
import { sha256Hex } from '../../core/formats/sha256';
import {
  browserWeightCache,
  openWeights,
  WEIGHTS_FOLDER,
  type CacheLike,
  type PieceCache,
} from '../weight-cache';
import { noRoom } from './no-room';

export interface KeptFile extends PackFile {
  /** Bytes of it that are here; all of them only once they hash right. */
  readonly here: number;
}

export interface KeptModel {
  /** SHA-256 of pack.json. */
  readonly hash: string;
  /** The folder that it comes from, with a slash at its end. */
  readonly address: string;
  readonly pack: PackDescription;
  readonly files: readonly KeptFile[];
}

/** A model whose pack.json this version does not take, as one that another version kept. */
export interface RefusedModel extends Pick<KeptModel, 'hash' | 'address'> {
  /** Bytes of its files that are here. */
  readonly here: number;
  /** What is wrong, a sentence. */
  readonly problem: string;
}

/** Bytes of a model's files that are here. */
export function hereBytes({ files }: Pick<KeptModel, 'files'>): number {
  return files.reduce((sum, { here }) => sum + here, 0);
}

/** True where every file is here. */
export function isWhole({ files }: Pick<KeptModel, 'files'>): boolean {
  return files.every(({ here, bytes }) => here === bytes);
}

/**
 * A pack.json's text, read.
 * @throws StillroomError PackInvalid
 */
export function packOfText(text: string, address: string): PackDescription {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillroomError(
      'PackInvalid',
      `The pack.json at ${address} is not JSON: ${reason}. Name the folder that holds it.`,
      { address },
      { cause },
    );
  }
  return parsePack(json);
}

/** SHA-256s of the files that a pack.json names, also one that is refused. */
function fileHashes(text: string): ReadonlySet<string> {
  return new Set(text.match(/\b[0-9a-f]{64}\b/g));
}

interface ModelRecord {
  readonly address: string;
  readonly text: string;
}

export class KeptModels {
  readonly #opened: Promise<CacheLike>;
  readonly #weights: PieceCache;
  readonly #folder: string;

  constructor(opened: Promise<CacheLike>, weights: PieceCache, origin: string) {
    this.#opened = opened;
    this.#weights = weights;
    this.#folder = new URL(`${WEIGHTS_FOLDER}models/`, origin).href;
  }

  /** A pack.json's text and what of its files is here. @throws StillroomError PackInvalid */
  async described({ address, text }: ModelRecord): Promise<KeptModel> {
    const pack = packOfText(text, address);
    const files: KeptFile[] = [];
    for (const file of packFiles(pack)) {
      const whole = await this.#weights.get(file.sha256);
      // The last byte counts when the hash was right; a file of other bytes is not the one that is named.
      const here =
        whole === null
          ? Math.min((await this.#weights.begun(file.sha256)).size, file.bytes - 1)
          : whole.size === file.bytes
            ? file.bytes
            : 0;
      files.push({ ...file, here });
    }
    return { hash: sha256Hex(text), address, pack, files };
  }

  /** Keeps that a model is wanted. @throws StillroomError QuotaExceeded */
  async keep(record: ModelRecord): Promise<void> {
    const address = this.#folder + sha256Hex(record.text);
    try {
      await (await this.#opened).put(address, new Response(JSON.stringify(record)));
    } catch (cause) {
      throw noRoom('pack.json', cause);
    }
  }

  /** pack.json of a kept model; null where it is kept no more. */
  async text(hash: string): Promise<string | null> {
    return (await this.#record(this.#folder + hash))?.text ?? null;
  }

  /** Every model that is kept, whole or begun, by name, and those that cannot be read. */
  async list(): Promise<{ readonly models: KeptModel[]; readonly refused: RefusedModel[] }> {
    const models: KeptModel[] = [];
    const refused: RefusedModel[] = [];
    for (const record of await this.#records()) {
      try {
        models.push(await this.described(record));
      } catch (error) {
        if (!(error instanceof StillroomError) || error.code !== 'PackInvalid') throw error;
        refused.push(await this.#refused(record, error.message));
      }
    }
    return { models: models.sort((a, b) => (a.pack.name < b.pack.name ? -1 : 1)), refused };
  }

  /** Takes a model away, and of its files those that no other kept model has. */
  async remove(hash: string): Promise<void> {
    const records = await this.#records();
    const others = records.filter(({ text }) => sha256Hex(text) !== hash);
    const own = records.find(({ text }) => sha256Hex(text) === hash);
    const shared = new Set(others.flatMap(({ text }) => [...fileHashes(text)]));
    await (await this.#opened).delete(this.#folder + hash);
    for (const sha256 of fileHashes(own?.text ?? '')) {
      if (!shared.has(sha256)) await this.#weights.remove(sha256);
    }
  }

  async #refused({ address, text }: ModelRecord, problem: string): Promise<RefusedModel> {
    let here = 0;
    for (const sha256 of fileHashes(text)) here += (await this.#weights.begun(sha256)).size;
    return { hash: sha256Hex(text), address, here, problem };
  }

  async #records(): Promise<ModelRecord[]> {
    const records: ModelRecord[] = [];
    for (const { url } of await (await this.#opened).keys()) {
      const record = url.startsWith(this.#folder) ? await this.#record(url) : null;
      if (record !== null) records.push(record);
    }
    return records;
  }

  async #record(url: string): Promise<ModelRecord | null> {
    const response = await (await this.#opened).match(url);
    return response === undefined ? null : ((await response.json()) as ModelRecord);
  }
}

/** The browser's kept models; null where it has no cache. */
export function browserKeptModels(): KeptModels | null {
  const [weights, opened] = [browserWeightCache(), openWeights()];
  return weights === null || opened === null
    ? null
    : new KeptModels(opened, weights, location.origin);
}
