/** The configuration files of an export, each read once. */
import { StillroomError } from '../../core/errors';
import { JsonReader, type JsonFile } from '../../core/formats/json-reader';
import type { PackSource } from '../pack-source';

export const EXPORT_ADVICE =
  'Export the model again, or write a pack.json for it (docs/pack-format.md).';

/**
 * Python writes infinity and what is no number as words, which JSON does not have: diffusers says so that
 * nothing is clipped ("lambda_min_clipped": -Infinity). They read as left out.
 */
const TEXT_OR_WORD = /"[^"\\]*(?:\\.[^"\\]*)*"|-?Infinity|NaN/g;

function withoutWords(json: string): string {
  return json.replaceAll(TEXT_OR_WORD, (found) => (found.startsWith('"') ? found : 'null'));
}

export class ExportFolder {
  readonly #source: PackSource;
  readonly #paths: ReadonlySet<string>;

  /** @param paths every file of the folder */
  constructor(source: PackSource, paths: readonly string[]) {
    this.#source = source;
    this.#paths = new Set(paths);
  }

  get id(): string {
    return this.#source.id;
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  read(path: string): Promise<Blob> {
    return this.#source.read(path);
  }

  /**
   * A file that must be there, as JSON.
   * @param why what cannot be known without it, the rest of a sentence: "so its noise schedule is unknown"
   * @throws StillroomError PackInvalid where it is missing or no JSON
   */
  async json(path: string, why: string): Promise<JsonReader> {
    if (!this.has(path)) {
      throw new StillroomError(
        'PackInvalid',
        `The export "${this.id}" has no ${path}, ${why}. Copy it from the model that was exported, or write a pack.json (docs/pack-format.md).`,
        { file: path },
      );
    }
    const text = await (await this.read(path)).text();
    const file: JsonFile = { name: path, code: 'PackInvalid', advice: EXPORT_ADVICE };
    try {
      return new JsonReader(JSON.parse(withoutWords(text)), file);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StillroomError(
        'PackInvalid',
        `${path} of "${this.id}" is not JSON: ${reason}. ${EXPORT_ADVICE}`,
        { file: path },
        { cause: error },
      );
    }
  }
}

/** A number that a configuration may leave out. */
export function numberOr(reader: JsonReader, otherwise: number): number {
  return reader.present ? reader.number() : otherwise;
}

export function wholeOr(reader: JsonReader, otherwise: number): number {
  return reader.present ? reader.integer(0) : otherwise;
}
