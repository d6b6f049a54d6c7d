import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import {
  PACK_FORMAT,
  classPrompt,
  conditionShapes,
  packBytes,
  packFiles,
} from '../../../src/core/formats/pack';
import { isPackPath } from '../../../src/core/formats/pack/fields';
import { packLimits } from '../../../src/core/formats/pack/pack-facts';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { tinyDescription } from '../../support/tiny-pack';
import { describedPack } from './described-packs';

/** A description with one place changed; undefined removes it. */
function changed(path: string, value: unknown, description = tinyDescription()): unknown {
  const root = structuredClone(description);
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

describe('parsePack, first edition', () => {
  it('reads the tiny pack as one of the second', () => {
    const pack = parsePack(tinyDescription());
    expect(pack.format).toBe(PACK_FORMAT);
    const shape = { channels: 8, height: 16, width: 16 };
    expect(pack.latent).toEqual({ ...shape, scalingFactor: 1.25, shift: 0 });
    expect(pack.prediction).toBe('epsilon');
    expect(conditionShapes(pack.condition)).toEqual({ hidden: [16, 32] });
    const { denoiser, vae_decoder } = pack.graphs;
    expect(denoiser.data.map((file) => file.path)).toEqual(['unet.weights.bin']);
    expect(denoiser.inputs.hidden).toEqual({ name: 'encoder_hidden_states', type: null });
    expect(denoiser.outputs.features?.name).toBe('features');
    expect(vae_decoder.data).toEqual([]);
    const sizes = packFiles(pack).map((file) => file.bytes);
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
    ['format', 'stillroom-pack/3', '"stillroom-pack/1", but is "stillroom-pack/3"'],
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

describe('parsePack, second edition', () => {
  it('reads one text encoder, with names and types as the graphs have them', () => {
    const pack = parsePack(describedPack('text'));
    expect(conditionShapes(pack.condition)).toEqual({ hidden: [77, 768] });
    expect(pack.condition).toMatchObject({
      kind: 'text',
      nullCondition: 'encoded',
      encoders: [{ beginToken: 49406, endToken: 49407, padToken: 49407 }],
    });
    const { denoiser } = pack.graphs;
    expect(denoiser.inputs.timestep).toEqual({ name: 'timestep', type: 'int64', per: 'call' });
    expect(denoiser.inputs.sample.type).toBe('float16');
    expect([denoiser.batch, pack.graphs.vae_encoder, pack.classes]).toEqual([
      2,
      undefined,
      undefined,
    ]);
    expect(pack.latent.shift).toBe(0);
    expect(pack.defaults).toMatchObject({ spacing: 'trailing', stepsOffset: 0 });
    expect(packFiles(pack).map(({ path }) => path)).toEqual([
      'text_encoder/model.onnx',
      'unet/model.onnx',
      'unet/weights-0.bin',
      'unet/weights-1.bin',
      'vae_decoder/model.onnx',
      'tokenizer/tokenizer.json',
    ]);
  });

  it('reads two encoders with a pooled vector, time ids and an embedded guidance scale', () => {
    const pack = parsePack(describedPack('two-texts'));
    expect(conditionShapes(pack.condition)).toEqual({
      hidden: [77, 2048],
      pooled: [1280],
      time_ids: [6],
      guidance: [256],
    });
    expect(pack.condition).toMatchObject({ nullCondition: 'zeros' });
    expect(pack.graphs.text_encoder_2?.outputs.pooled?.name).toBe('text_embeds');
    expect(pack.files.tokenizer_2?.path).toBe('tokenizer_2/tokenizer.json');
  });

  it('takes a second denoiser for what it is: declared, neither fetched nor used', () => {
    const file = { path: 'refiner/model.onnx', bytes: 100, sha256: 'b'.repeat(64) };
    const pack = parsePack(changed('graphs.denoiser_2', file, describedPack('two-texts')));
    expect(packFiles(pack)).toEqual(packFiles(parsePack(describedPack('two-texts'))));
    expect(packLimits(pack).join()).toMatch(/a refiner, which is not used/);
    expect(packLimits(parsePack(describedPack('two-texts'))).join()).not.toMatch(/refiner/);
  });

  it('reads a model of class labels: no text, a table with a null row', () => {
    const pack = parsePack(describedPack('class'));
    expect(conditionShapes(pack.condition)).toEqual({ label: [8] });
    expect([pack.learnedVariance, pack.guidanceChannels]).toEqual([true, 3]);
    expect(pack.classes?.wordnetIds).toEqual(['n01440764', 'n02102040']);
    expect(pack.graphs.text_encoder).toBeUndefined();
    expect(classPrompt(pack, 'tench')).toBe('tench');
    expect(pack.latent.shift).toBe(0.1);
  });

  it.each([
    ['text', 'condition.kind', 'sound', '"text" or "class"'],
    ['text', 'condition.encoders', [], 'one encoder, or two'],
    ['text', 'condition.encoders', undefined, 'a list'],
    ['text', 'graphs.denoiser.inputs.hidden', undefined, 'an object, but is nothing'],
    ['text', 'graphs.denoiser.inputs.label', { name: 'y', type: 'int64' }, 'makes no such part'],
    ['text', 'graphs.denoiser.inputs.sample.type', 'float64', 'but is "float64"'],
    ['text', 'graphs.denoiser.inputs.timestep.per', 'step', '"row" or "call"'],
    ['text', 'graphs.denoiser.batch', 0, 'a whole number from 1 to 64'],
    ['text', 'graphs.denoiser_2', { path: '../x' }, 'relative'],
    ['text', 'features', { channels: 1, height: 1, width: 1 }, 'output "features"'],
    ['text', 'files.tokenizer', undefined, 'an object'],
    ['text', 'guidanceChannels', 5, 'a whole number from 1 to 4'],
    ['text', 'defaults.spacing', 'even', '"leading"'],
    ['two-texts', 'condition.timeIds', [1, 2], '6 numbers'],
    ['two-texts', 'graphs.text_encoder_2.outputs.pooled', undefined, 'an output "pooled"'],
    ['class', 'classes', undefined, 'an object'],
    ['class', 'classes.closed', false, 'knows no other'],
    ['class', 'classes.wordnetIds', ['n01440764'], '2 ids, one a name'],
    ['class', 'classes.wordnetIds', ['tench', 'dog'], 'a WordNet id'],
    ['class', 'files.label_embedding.bytes', 64, '96, for 3 rows'],
  ] as const)('refuses a %s pack with %s = %j and says why', (kind, path, value, reason) => {
    const description = describedPack(kind);
    const error = failure(changed(path, value, description));
    expect(error.code).toBe('PackInvalid');
    expect(error.message).toContain(reason);
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
