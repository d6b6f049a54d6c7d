import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import {
  classPrompt,
  isPackPath,
  packBytes,
  packFiles,
  parsePack,
} from '../../../src/core/formats/pack';
import { tinyDescription } from '../../support/tiny-pack';

/** The tiny pack's description with one place changed; undefined removes it. */
function changed(path: string, value: unknown): unknown {
  const root = structuredClone(tinyDescription());
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((at, key) => at[key] as Record<string, unknown>, root);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return root;
}

function failure(json: unknown): StillroomError {
  try {
    parsePack(json);
  } catch (error) {
    if (error instanceof StillroomError) return error;
    throw error;
  }
  throw new Error('parsePack accepted it');
}

describe('parsePack', () => {
  it('reads the tiny pack', () => {
    const pack = parsePack(tinyDescription());
    expect(pack.latent).toEqual({ channels: 8, height: 16, width: 16, scalingFactor: 1.25 });
    expect(pack.prediction).toBe('epsilon');
    expect(pack.files.unet.data.map((file) => file.path)).toEqual(['unet.weights.bin']);
    expect(pack.files.vae_decoder.data).toEqual([]);
    const sizes = packFiles(pack.files).map((file) => file.bytes);
    expect(sizes).toHaveLength(6);
    expect(packBytes(pack)).toBe(sizes.reduce((a, b) => a + b));
  });

  it('does without the optional parts', () => {
    const json = changed('features', undefined) as Record<string, unknown>;
    for (const key of ['latentToRgb', 'classes', 'provenance']) delete json[key];
    const pack = parsePack(json);
    expect([pack.features, pack.latentToRgb, pack.classes]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(pack.provenance).toEqual({});
  });

  it.each([
    ['format', 'stillroom-pack/2', '"stillroom-pack/1", but is "stillroom-pack/2"'],
    ['id', '../x', 'lower-case letters'],
    ['resolution', 64.5, 'a whole number from 8 to 4096, but is 64.5'],
    ['latent.scalingFactor', 0, 'a number above 0, but is 0'],
    ['latent.channels', undefined, 'but is nothing'],
    ['prediction', 'noise', '"epsilon" or "v" or "flow"'],
    ['schedule.betaEnd', 0.0001, 'not below betaStart'],
    ['defaults.solver', 'heun', 'but is "heun"'],
    ['defaults.karrasSigmas', 'yes', 'true or false'],
    ['text.promptTemplate', 'a photo', '"{class}"'],
    ['features', [48, 8, 8], 'an object'],
    ['latentToRgb.matrix', [[1], [1], [1]], '8 numbers, one a latent channel'],
    ['classes.names', 'disc', 'a list'],
    ['files.unet', undefined, 'an object, but is nothing'],
    ['files.unet.bytes', -1, 'a whole number of at least 1'],
    ['files.unet.sha256', 'ABC', '64 lower-case hexadecimal digits'],
    ['files.unet.path', '../unet.onnx', 'a relative path inside the pack'],
    ['files.unet.path', 'vae_decoder.onnx', 'different paths'],
  ])('refuses %s = %j and says why', (path, value, reason) => {
    const error = failure(changed(path, value));
    expect(error.code).toBe('PackInvalid');
    expect(error.message).toContain(reason);
    expect(error.message).toContain(path.split('.')[0]);
  });

  it('refuses whatever else JSON can be, always with PackInvalid', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(failure(json).code).toBe('PackInvalid');
      }),
      { numRuns: 200 },
    );
  });

  it('does not take inherited members for fields', () => {
    const { id: _, ...rest } = tinyDescription();
    expect(failure(Object.assign(Object.create({ id: 'tiny' }) as object, rest)).data).toEqual({
      path: 'id',
    });
  });
});

describe('isPackPath', () => {
  it('takes plain relative paths and nothing that could leave the folder', () => {
    const good = ['unet.onnx', 'unet/model.onnx', 'weights/a-b_c.0001.bin', '..data', 'a..b'];
    const bad = ['', '/a', 'a/', 'a//b', '.', '..', '../a', 'a/../b', 'a/./b', 'a\\b', 'c:/a'];
    const odd = ['http://x/a', 'a?b', 'a#b', 'a%2e', 'a\u0000', 'a\nb', 'x'.repeat(600)];
    expect(good.filter((path) => !isPackPath(path))).toEqual([]);
    expect([...bad, ...odd].filter(isPackPath)).toEqual([]);
  });

  it('never lets a URL leave its base', () => {
    const base = 'https://example.test/packs/tiny/';
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (a, b) => {
        const path = `${a}/${b}`;
        fc.pre(isPackPath(path));
        const encoded = path.split('/').map(encodeURIComponent).join('/');
        expect(new URL(encoded, base).href.startsWith(base)).toBe(true);
      }),
    );
  });
});

it('puts a class name into the template as it is', () => {
  const pack = parsePack(tinyDescription());
  expect(classPrompt(pack, 'garbage truck')).toBe('a photo of a garbage truck');
  expect(classPrompt(pack, '$& $1 {class}')).toBe('a photo of a $& $1 {class}');
});
