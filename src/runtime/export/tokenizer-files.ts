/** The tokenizer of an export: tokenizer.json, or CLIP's from its vocabulary, and its special tokens. */
import type { ByName } from '../../core/by-name';
import { StillroomError } from '../../core/errors';
import type { JsonReader } from '../../core/formats/json-reader';
import { clipTokenizer } from './clip-tokenizer';
import type { ExportFolder } from './config-file';

export interface ExportTokenizer {
  /** Where it stands, or would stand, in the folder. */
  readonly path: string;
  readonly content: Blob;
  readonly beginToken: number;
  readonly endToken: number;
  readonly padToken: number;
}

/** A token as a configuration writes it: its text, or an object around it. */
function tokenText(reader: JsonReader): string | null {
  if (!reader.present) return null;
  return reader.isText ? reader.string() : reader.at('content').string();
}

/** Ids by token of a vocabulary. */
function idsIn(vocab: JsonReader): ByName<number> {
  const tokens = [...vocab.members().keys()];
  return new Map(tokens.map((token) => [token, vocab.at(token).integer(0)]));
}

/** Ids by token of a tokenizer.json. */
function idsOf(tokenizer: JsonReader): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  const vocab = tokenizer.at('model').at('vocab');
  for (const [token, id] of idsIn(vocab)) ids.set(token, id);
  const added = tokenizer.at('added_tokens');
  for (const token of added.present ? added.list() : []) {
    ids.set(token.at('content').string(), token.at('id').integer(0));
  }
  return ids;
}

/**
 * Where the special tokens stand. As transformers reads them: a configuration that does not list what was added
 * to the vocabulary is of an old version, and its map of special tokens goes before it. So Stable Diffusion 2
 * pads with "!", though its configuration says otherwise.
 */
async function specialTokens(
  files: ExportFolder,
  folder: string,
  config: JsonReader,
): Promise<JsonReader> {
  const path = `${folder}/special_tokens_map.json`;
  if (config.at('added_tokens_decoder').present || !files.has(path)) return config;
  return files.json(path, 'so its special tokens are unknown');
}

/**
 * @param folder "tokenizer" or "tokenizer_2"
 * @throws StillroomError PackInvalid where it is missing, or has no ids for its special tokens
 */
export async function readTokenizer(files: ExportFolder, folder: string): Promise<ExportTokenizer> {
  const why = 'so no prompt can become tokens';
  const config = await files.json(`${folder}/tokenizer_config.json`, why);
  const special = await specialTokens(files, folder, config);
  const text = (key: string, otherwise: string) =>
    tokenText(special.at(key)) ?? tokenText(config.at(key)) ?? otherwise;
  const end = text('eos_token', '<|endoftext|>');
  const begin = text('bos_token', '<|startoftext|>');
  const path = `${folder}/tokenizer.json`;
  let content: Blob;
  let ids: ReadonlyMap<string, number>;
  if (files.has(path)) {
    content = await files.read(path);
    ids = idsOf(await files.json(path, why));
  } else {
    const vocab = await files.json(`${folder}/vocab.json`, `nor ${path}, ${why}`);
    ids = idsIn(vocab);
    const merges = `${folder}/merges.txt`;
    if (!files.has(merges)) {
      throw new StillroomError(
        'PackInvalid',
        `The export "${files.id}" has ${folder}/vocab.json without ${merges}, ${why}. Copy it from the model that was exported.`,
        { file: merges },
      );
    }
    const made = clipTokenizer(ids, await (await files.read(merges)).text(), end);
    content = new Blob([JSON.stringify(made)]);
  }
  const idOf = (token: string): number => {
    const id = ids.get(token);
    if (id !== undefined) return id;
    throw new StillroomError(
      'PackInvalid',
      `The special token "${token}" of ${folder}/tokenizer_config.json is not in the vocabulary. Copy the tokenizer's files from the model that was exported.`,
      { token },
    );
  };
  return {
    path,
    content,
    beginToken: idOf(begin),
    endToken: idOf(end),
    padToken: idOf(text('pad_token', end)),
  };
}
