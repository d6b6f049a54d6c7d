/**
 * pack.json: what a model folder says about itself.
 *
 * A pack is a folder in the shape of a Stable Diffusion export (text encoder, UNet, autoencoder,
 * tokenizer) with one JSON file that states everything a sampler must know and cannot read from the
 * graphs: latent shape and scaling factor, what the network predicts, its noise schedule, sensible
 * defaults, the classes it was trained on, and the size and SHA-256 of every file. A pack is data
 * from elsewhere: every field is checked here, once, and nothing past this file doubts it again.
 */
import type { GuidanceInterval } from '../diffusion/guidance-scale';
import type { LatentShape, NoiseSchedule, Prediction } from '../diffusion/types';
import { JsonReader, type JsonFile } from './json-reader';
import { readInterval } from './read-interval';

export const PACK_FORMAT = 'stillroom-pack/1';

/** The ONNX graphs of a pack and its tokenizer, by role. */
export const PACK_ROLES = [
  'text_encoder',
  'unet',
  'vae_encoder',
  'vae_decoder',
  'tokenizer',
] as const;
export type PackRole = (typeof PACK_ROLES)[number];

export const PACK_SOLVERS = [
  'dpmsolver++2m',
  'ddim',
  'ddpm',
  'euler',
  'lcm',
  'flow-match-euler',
  'ddpm-respaced',
  'ddim-respaced',
] as const;
export type PackSolver = (typeof PACK_SOLVERS)[number];

/** One file of a pack: where it stands in the folder, how long it is, its SHA-256 (lower-case hex). */
export interface PackFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The file of a role, with the weight files that its graph refers to by name. */
export interface PackRoleFile extends PackFile {
  readonly data: readonly PackFile[];
}

export interface PackDescription {
  readonly format: typeof PACK_FORMAT;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly family: 'text-to-image';
  /** Side of the square images, in pixels. */
  readonly resolution: number;
  /** Latents are the autoencoder's posterior means times scalingFactor. */
  readonly latent: LatentShape & { readonly scalingFactor: number };
  readonly prediction: Prediction;
  readonly schedule: NoiseSchedule;
  readonly defaults: {
    readonly solver: PackSolver;
    readonly karrasSigmas: boolean;
    readonly steps: number;
    readonly cfgScale: number;
    /** Where on the noise schedule that scale holds; everywhere where it is left out. */
    readonly cfgInterval?: GuidanceInterval;
  };
  readonly text: {
    readonly maxTokens: number;
    readonly hiddenSize: number;
    readonly padTokenId: number;
    readonly nullPrompt: string;
    /** Holds `{class}` where the class's name goes. */
    readonly promptTemplate: string;
  };
  /** Shape of the UNet's `features` output, where it has one. */
  readonly features?: LatentShape;
  /** RGB in [0, 1] of one scaled latent cell: matrix [3][channels] times the cell, plus bias [3]. */
  readonly latentToRgb?: {
    readonly matrix: readonly (readonly number[])[];
    readonly bias: readonly number[];
  };
  /** What it was trained on; closed: it knows nothing else. */
  readonly classes?: { readonly closed: boolean; readonly names: readonly string[] };
  readonly files: Readonly<Record<PackRole, PackRoleFile>>;
  /** Free text by key: who made it, from what, when. */
  readonly provenance: Readonly<Record<string, unknown>>;
}

const FILE: JsonFile = {
  name: 'pack.json',
  code: 'PackInvalid',
  advice: 'Use a pack made for this version, or correct its pack.json.',
};

/**
 * True for a path that stays inside its folder on every system: relative, forward slashes, no `.`
 * or `..` or empty parts, no drive, scheme, query or control characters.
 */
export function isPackPath(path: string): boolean {
  const parts = path.split('/');
  return (
    path.length <= 512 &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..') &&
    !/[\p{Cc}\p{Cs}\\:?#%*"<>|]/u.test(path)
  );
}

function parseFile(reader: JsonReader): PackFile {
  const path = reader.at('path');
  if (!isPackPath(path.string()))
    throw path.wrong('a relative path inside the pack, like "unet.onnx"');
  const sha256 = reader.at('sha256');
  if (!/^[0-9a-f]{64}$/.test(sha256.string()))
    throw sha256.wrong('64 lower-case hexadecimal digits');
  return {
    path: path.string(),
    bytes: reader.at('bytes').integer(1, Number.MAX_SAFE_INTEGER),
    sha256: sha256.string(),
  };
}

function parseRole(reader: JsonReader): PackRoleFile {
  const data = reader.at('data');
  return { ...parseFile(reader), data: data.present ? data.list().map(parseFile) : [] };
}

function parseShape(reader: JsonReader): LatentShape {
  return {
    channels: reader.at('channels').integer(1, 8192),
    height: reader.at('height').integer(1, 4096),
    width: reader.at('width').integer(1, 4096),
  };
}

function parseSchedule(reader: JsonReader): NoiseSchedule {
  const schedule = {
    trainTimesteps: reader.at('trainTimesteps').integer(2, 100_000),
    betas: reader.at('betas').oneOf(['linear', 'scaled_linear', 'squaredcos_cap_v2']),
    betaStart: reader.at('betaStart').positive(),
    betaEnd: reader.at('betaEnd').positive(),
  };
  if (schedule.betaStart >= 1) throw reader.at('betaStart').wrong('below 1');
  if (schedule.betaEnd >= 1 || schedule.betaEnd < schedule.betaStart) {
    throw reader.at('betaEnd').wrong('below 1 and not below betaStart');
  }
  return schedule;
}

function parseText(reader: JsonReader): PackDescription['text'] {
  const promptTemplate = reader.at('promptTemplate');
  if (!promptTemplate.string().includes('{class}'))
    throw promptTemplate.wrong('a text with "{class}" in it');
  return {
    maxTokens: reader.at('maxTokens').integer(1, 4096),
    hiddenSize: reader.at('hiddenSize').integer(1, 65_536),
    padTokenId: reader.at('padTokenId').integer(0, 10_000_000),
    nullPrompt: reader.at('nullPrompt').string(),
    promptTemplate: promptTemplate.string(),
  };
}

function parseLatentToRgb(
  reader: JsonReader,
  channels: number,
): PackDescription['latentToRgb'] & object {
  const rows = reader.at('matrix').list();
  if (rows.length !== 3) throw reader.at('matrix').wrong('3 rows');
  const matrix = rows.map((row) => {
    const numbers = row.list().map((item) => item.number());
    if (numbers.length !== channels) throw row.wrong(`${channels} numbers, one a latent channel`);
    return numbers;
  });
  const bias = reader
    .at('bias')
    .list()
    .map((item) => item.number());
  if (bias.length !== 3) throw reader.at('bias').wrong('3 numbers');
  return { matrix, bias };
}

function parseClasses(reader: JsonReader): PackDescription['classes'] & object {
  return {
    closed: reader.at('closed').boolean(),
    names: reader
      .at('names')
      .list()
      .map((item) => item.name()),
  };
}

/** A path twice would let one file's checks stand for another's. */
function checkPathsDiffer(files: PackDescription['files']): void {
  const seen = new Set<string>();
  for (const file of packFiles(files)) {
    if (seen.has(file.path)) {
      throw new JsonReader(file.path, FILE, 'files').wrong(
        'files with different paths (this one stands there twice)',
      );
    }
    seen.add(file.path);
  }
}

/**
 * Checks the content of a pack.json.
 * @param json what JSON.parse returned
 * @throws StillroomError PackInvalid naming the first field that is wrong, and what stands there
 */
export function parsePack(json: unknown): PackDescription {
  const root = new JsonReader(json, FILE);
  const format = root.at('format').oneOf([PACK_FORMAT]);
  const id = root.at('id');
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id.string())) {
    throw id.wrong('lower-case letters, digits, ".", "_" or "-", at most 64');
  }
  const latent = root.at('latent');
  const shape = parseShape(latent);
  const defaults = root.at('defaults');
  const files = root.at('files');
  const role = (name: PackRole): PackRoleFile => parseRole(files.at(name));
  const [features, latentToRgb, classes] = [
    root.at('features'),
    root.at('latentToRgb'),
    root.at('classes'),
  ];
  const provenance = root.at('provenance');
  const pack: PackDescription = {
    format,
    id: id.string(),
    name: root.at('name').name(),
    version: root.at('version').name(),
    licence: root.at('licence').name(),
    family: root.at('family').oneOf(['text-to-image']),
    resolution: root.at('resolution').integer(8, 4096),
    latent: { ...shape, scalingFactor: latent.at('scalingFactor').positive() },
    prediction: root.at('prediction').oneOf(['epsilon', 'v', 'flow']),
    schedule: parseSchedule(root.at('schedule')),
    defaults: {
      solver: defaults.at('solver').oneOf(PACK_SOLVERS),
      karrasSigmas: defaults.at('karrasSigmas').boolean(),
      steps: defaults.at('steps').integer(1, 1000),
      cfgScale: defaults.at('cfgScale').number(),
      ...readInterval(defaults.at('cfgInterval')),
    },
    text: parseText(root.at('text')),
    ...(features.present && { features: parseShape(features) }),
    ...(latentToRgb.present && { latentToRgb: parseLatentToRgb(latentToRgb, shape.channels) }),
    ...(classes.present && { classes: parseClasses(classes) }),
    files: {
      text_encoder: role('text_encoder'),
      unet: role('unet'),
      vae_encoder: role('vae_encoder'),
      vae_decoder: role('vae_decoder'),
      tokenizer: role('tokenizer'),
    },
    provenance: provenance.present ? provenance.object() : {},
  };
  checkPathsDiffer(pack.files);
  return pack;
}

/** Every file of a pack in a fixed order, external weights after the graph they belong to. */
export function packFiles(files: PackDescription['files']): readonly PackFile[] {
  return PACK_ROLES.flatMap((role) => [files[role], ...files[role].data]);
}

/** The sum of the files' sizes, in bytes. */
export function packBytes(pack: PackDescription): number {
  return packFiles(pack.files).reduce((sum, file) => sum + file.bytes, 0);
}

/** The prompt of a class by the pack's template. */
export function classPrompt(pack: PackDescription, className: string): string {
  return pack.text.promptTemplate.replaceAll('{class}', () => className);
}
