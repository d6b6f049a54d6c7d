/**
 * pack.json: what a model folder says about itself.
 *
 * A pack is a folder in the shape of a Stable Diffusion export (text encoder, UNet, autoencoder,
 * tokenizer) with one JSON file that states everything a sampler must know and cannot read from the
 * graphs: latent shape and scaling factor, what the network predicts, its noise schedule, sensible
 * defaults, the classes it was trained on, and the size and SHA-256 of every file. A pack is data
 * from elsewhere: every field is checked here, once, and nothing past this file doubts it again.
 */
import type { LatentShape, NoiseSchedule, Prediction } from '../diffusion/types';
import { StillroomError } from '../errors';

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

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** A value at a place of the JSON, with the checks that turn it into something typed. */
class Field {
  constructor(
    readonly value: unknown,
    readonly place: string,
  ) {}

  fail(wanted: string): never {
    throw new StillroomError(
      'PackInvalid',
      `pack.json: ${this.place} must be ${wanted}, but it is ${describe(this.value)}. ` +
        'Use a pack made for this version, or correct its pack.json.',
      { field: this.place },
    );
  }

  get present(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  object(): Readonly<Record<string, unknown>> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      this.fail('an object');
    }
    return this.value as Record<string, unknown>;
  }

  at(key: string): Field {
    const object = this.object();
    const own = Object.hasOwn(object, key) ? object[key] : undefined;
    return new Field(own, this.place === '' ? key : `${this.place}.${key}`);
  }

  list(): Field[] {
    if (!Array.isArray(this.value)) this.fail('a list');
    return (this.value as unknown[]).map((item, i) => new Field(item, `${this.place}[${i}]`));
  }

  text(): string {
    if (typeof this.value !== 'string') this.fail('a text');
    return this.value;
  }

  name(): string {
    if (this.text().trim() === '') this.fail('a text that is not empty');
    return this.text();
  }

  flag(): boolean {
    if (typeof this.value !== 'boolean') this.fail('true or false');
    return this.value;
  }

  number(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value)) this.fail('a number');
    return this.value;
  }

  positive(): number {
    if (!(this.number() > 0)) this.fail('a number above 0');
    return this.number();
  }

  integer(least: number, most: number): number {
    const value = this.number();
    if (!Number.isInteger(value) || value < least || value > most) {
      this.fail(`a whole number from ${least} to ${most}`);
    }
    return value;
  }

  oneOf<const T extends string>(choices: readonly T[]): T {
    const found = choices.find((choice) => choice === this.value);
    return found ?? this.fail(`one of ${choices.map((choice) => `"${choice}"`).join(', ')}`);
  }
}

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

function parseFile(field: Field): PackFile {
  const path = field.at('path');
  if (!isPackPath(path.text())) path.fail('a relative path inside the pack, like "unet.onnx"');
  const sha256 = field.at('sha256');
  if (!/^[0-9a-f]{64}$/.test(sha256.text())) sha256.fail('64 lower-case hexadecimal digits');
  return {
    path: path.text(),
    bytes: field.at('bytes').integer(1, Number.MAX_SAFE_INTEGER),
    sha256: sha256.text(),
  };
}

function parseRole(field: Field): PackRoleFile {
  const data = field.at('data');
  return { ...parseFile(field), data: data.present ? data.list().map(parseFile) : [] };
}

function parseShape(field: Field): LatentShape {
  return {
    channels: field.at('channels').integer(1, 8192),
    height: field.at('height').integer(1, 4096),
    width: field.at('width').integer(1, 4096),
  };
}

function parseSchedule(field: Field): NoiseSchedule {
  const schedule = {
    trainTimesteps: field.at('trainTimesteps').integer(2, 100_000),
    betas: field.at('betas').oneOf(['linear', 'scaled_linear', 'squaredcos_cap_v2']),
    betaStart: field.at('betaStart').positive(),
    betaEnd: field.at('betaEnd').positive(),
  };
  if (schedule.betaStart >= 1) field.at('betaStart').fail('below 1');
  if (schedule.betaEnd >= 1 || schedule.betaEnd < schedule.betaStart) {
    field.at('betaEnd').fail('below 1 and not below betaStart');
  }
  return schedule;
}

function parseText(field: Field): PackDescription['text'] {
  const promptTemplate = field.at('promptTemplate');
  if (!promptTemplate.text().includes('{class}'))
    promptTemplate.fail('a text with "{class}" in it');
  return {
    maxTokens: field.at('maxTokens').integer(1, 4096),
    hiddenSize: field.at('hiddenSize').integer(1, 65_536),
    padTokenId: field.at('padTokenId').integer(0, 10_000_000),
    nullPrompt: field.at('nullPrompt').text(),
    promptTemplate: promptTemplate.text(),
  };
}

function parseLatentToRgb(field: Field, channels: number): PackDescription['latentToRgb'] & object {
  const rows = field.at('matrix').list();
  if (rows.length !== 3) field.at('matrix').fail('3 rows');
  const matrix = rows.map((row) => {
    const numbers = row.list().map((item) => item.number());
    if (numbers.length !== channels) row.fail(`${channels} numbers, one a latent channel`);
    return numbers;
  });
  const bias = field
    .at('bias')
    .list()
    .map((item) => item.number());
  if (bias.length !== 3) field.at('bias').fail('3 numbers');
  return { matrix, bias };
}

function parseClasses(field: Field): PackDescription['classes'] & object {
  return {
    closed: field.at('closed').flag(),
    names: field
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
      new Field(file.path, 'files').fail(
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
  const root = new Field(json, '');
  if (typeof json !== 'object' || json === null) new Field(json, 'the file').fail('an object');
  const format = root.at('format').oneOf([PACK_FORMAT]);
  const id = root.at('id');
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id.text())) {
    id.fail('lower-case letters, digits, ".", "_" or "-", at most 64');
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
    id: id.text(),
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
      karrasSigmas: defaults.at('karrasSigmas').flag(),
      steps: defaults.at('steps').integer(1, 1000),
      cfgScale: defaults.at('cfgScale').number(),
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
