/** What both editions of pack.json say in the same words, read and checked. */
import { ownNames } from '../../by-name';
import type { LatentShape, NoiseSchedule } from '../../diffusion/types';
import { JsonReader, type JsonFile } from '../json-reader';
import {
  PACK_SOLVERS,
  packFiles,
  type PackClasses,
  type PackDescription,
  type PackFile,
} from '../pack';
import { readInterval } from '../read-interval';

export const PACK_JSON: JsonFile = {
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

export function readFile(reader: JsonReader): PackFile {
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

/** A graph's own file, and the weight files that it refers to. */
export function readGraphFile(
  reader: JsonReader,
): PackFile & { readonly data: readonly PackFile[] } {
  const data = reader.at('data');
  return { ...readFile(reader), data: data.present ? data.list().map(readFile) : [] };
}

export function readShape(reader: JsonReader): LatentShape {
  return {
    channels: reader.at('channels').integer(1, 8192),
    height: reader.at('height').integer(1, 4096),
    width: reader.at('width').integer(1, 4096),
  };
}

function readSchedule(reader: JsonReader): NoiseSchedule {
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

export function readTemplate(reader: JsonReader): string {
  if (!reader.string().includes('{class}')) throw reader.wrong('a text with "{class}" in it');
  return reader.string();
}

function readLatentToRgb(
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

export function readClasses(reader: JsonReader): PackClasses {
  return {
    closed: reader.at('closed').boolean(),
    names: reader
      .at('names')
      .list()
      .map((item) => item.name()),
  };
}

/** What every pack says of itself, of its latents and of its noise. */
export function readCommon(root: JsonReader) {
  const id = root.at('id');
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id.string())) {
    throw id.wrong('lower-case letters, digits, ".", "_" or "-", at most 64');
  }
  const latent = root.at('latent');
  const shape = readShape(latent);
  const defaults = root.at('defaults');
  const [latentToRgb, provenance] = [root.at('latentToRgb'), root.at('provenance')];
  return {
    id: id.string(),
    name: root.at('name').name(),
    version: root.at('version').name(),
    licence: root.at('licence').name(),
    resolution: root.at('resolution').integer(8, 4096),
    latent: { ...shape, scalingFactor: latent.at('scalingFactor').positive(), shift: 0 },
    prediction: root.at('prediction').oneOf(['epsilon', 'v', 'flow']),
    schedule: readSchedule(root.at('schedule')),
    defaults: {
      solver: defaults.at('solver').oneOf(PACK_SOLVERS),
      karrasSigmas: defaults.at('karrasSigmas').boolean(),
      steps: defaults.at('steps').integer(1, 1000),
      cfgScale: defaults.at('cfgScale').number(),
      ...readInterval(defaults.at('cfgInterval')),
    },
    ...(latentToRgb.present && { latentToRgb: readLatentToRgb(latentToRgb, shape.channels) }),
    provenance: provenance.present ? ownNames(provenance.members()) : {},
  };
}

/**
 * A path twice would let one file's checks stand for another's.
 * @throws StillroomError PackInvalid
 */
export function requirePathsDiffer(pack: Pick<PackDescription, 'graphs' | 'files'>): void {
  const seen = new Set<string>();
  for (const file of packFiles(pack)) {
    if (seen.has(file.path)) {
      throw new JsonReader(file.path, PACK_JSON, 'files').wrong(
        'files with different paths (this one stands there twice)',
      );
    }
    seen.add(file.path);
  }
}
