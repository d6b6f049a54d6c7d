/** What packs make of prompts and classes, over made-up text encoders and a table. */
import { describe, expect, it } from 'vitest';
import { packFloat16 } from '../../../src/core/formats/float16';
import type {
  ClassCondition,
  PackTextEncoder,
  TextCondition,
  TextEncoderGraph,
} from '../../../src/core/formats/pack';
import { ClassConditions } from '../../../src/runtime/conditions/class-conditions';
import { guidanceEmbedding } from '../../../src/runtime/conditions/condition-maker';
import { TextConditions } from '../../../src/runtime/conditions/text-conditions';
import { PromptTokenizer } from '../../../src/runtime/prompt-tokenizer';
import { nodeSession, tinyFiles } from '../../support/tiny-pack';
import { fakeGraph } from './fake-session';

const json = await (tinyFiles().get('tokenizer.json') ?? new Blob()).text();
const TOKENS = 3;

/** An encoder whose state of a token is its id plus the state's place; pooled, the sum of the ids. */
async function encoder(width: number, padToken: number, batch: number | null, pooled?: number) {
  const session = await nodeSession();
  const described: PackTextEncoder = {
    maxTokens: TOKENS,
    width,
    beginToken: 7,
    endToken: 9,
    padToken,
  };
  const made = fakeGraph(
    session,
    'text_encoder',
    { input_ids: ['int64', [batch ?? 'n', TOKENS]] },
    {
      states: ['float32', ['n', TOKENS, width]],
      ...(pooled !== undefined && { text_embeds: ['float32', ['n', pooled]] }),
    },
    ({ input_ids }) => {
      const ids = Array.from(input_ids?.data as BigInt64Array, Number);
      const rows = ids.length / TOKENS;
      const states = ids.flatMap((id) => Array.from({ length: width }, (_, i) => id + i / 10));
      const sums = Array.from({ length: rows }, (_, row) =>
        ids.slice(row * TOKENS, (row + 1) * TOKENS).reduce((sum, id) => sum + id, 0),
      );
      const float = (values: number[], dims: number[]) =>
        new session.ort.Tensor('float32', Float32Array.from(values), dims);
      return {
        states: float(states, [rows, TOKENS, width]),
        text_embeds: float(
          sums.flatMap((sum) => Array.from({ length: pooled ?? 0 }, () => sum)),
          [rows, pooled ?? 0],
        ),
      };
    },
  );
  const declared: TextEncoderGraph = {
    path: 'a',
    bytes: 1,
    sha256: '',
    data: [],
    batch: null,
    inputs: { ids: { name: 'input_ids', type: 'int64' } },
    outputs: {
      hidden: { name: 'states', type: 'float32' },
      ...(pooled !== undefined && { pooled: { name: 'text_embeds', type: 'float32' } }),
    },
  };
  const tokenizer = new PromptTokenizer(json, described);
  return { opened: { graph: made.graph, declared, encoder: described, tokenizer }, ...made };
}

const text = { kind: 'text', nullPrompt: '', promptTemplate: '{class}' } as const;

describe('conditions of text', () => {
  it('say how much of a prompt the encoder reads that reads least', async () => {
    const [first, second] = [await encoder(2, 1, null), await encoder(1, 0, null)];
    const { tokenizer, encoder: described } = first.opened;
    const wide = new PromptTokenizer(json, { ...described, maxTokens: 20 });
    const encoders = [described, second.opened.encoder];
    const condition: TextCondition = { ...text, nullCondition: 'encoded', encoders };
    const opened = [{ ...first.opened, tokenizer: wide }, second.opened];
    const conditions = new TextConditions(condition, opened, 8);
    const prompt = 'a photo of a disc';
    expect(conditions.readPrompt(prompt)).toEqual(tokenizer.reading(prompt));
    expect(conditions.readPrompt(prompt)?.read).toBe(1);
    expect(wide.reading(prompt).characters).toBe(prompt.length);
  });

  it('stand two encoders’ states side by side, with the last one’s pooled vector and the rest', async () => {
    const [first, second] = [await encoder(2, 1, null, 4), await encoder(1, 0, null, 4)];
    const condition: TextCondition = {
      ...text,
      nullCondition: 'zeros',
      encoders: [first.opened.encoder, second.opened.encoder],
      pooled: 4,
      timeIds: [64, 64, 0, 0, 64, 64],
      guidanceEmbedding: { width: 4, scale: 2 },
    };
    const made = await new TextConditions(condition, [first.opened, second.opened], 8).make([
      'disc',
      '',
    ]);
    const [disc, nothing] = made;
    const id = first.opened.tokenizer.encode('disc')[1] ?? NaN;
    const rows = [7, id, 9].map((token) => [token, Math.fround(token + 0.1), token]);
    expect(disc?.hidden).toEqual({ shape: [3, 3], data: Float32Array.from(rows.flat()) });
    expect([...(disc?.pooled?.data ?? [])]).toEqual(Array(4).fill(7 + id + 9));
    for (const one of made) {
      expect([...(one.time_ids?.data ?? [])]).toEqual([64, 64, 0, 0, 64, 64]);
      expect(one.guidance?.shape).toEqual([4]);
    }
    // Without a prompt everything that a prompt says is 0; the picture's size is not.
    expect(nothing?.hidden?.data).toEqual(new Float32Array(9));
    expect(nothing?.pooled?.data).toEqual(new Float32Array(4));
  });

  it('encode the null prompt where the pack says so, and fill a fixed batch up', async () => {
    const { opened, calls } = await encoder(2, 1, 2);
    const condition: TextCondition = {
      ...text,
      nullCondition: 'encoded',
      encoders: [opened.encoder],
    };
    const maker = new TextConditions(condition, [opened], 8);
    const [nothing, , disc] = await maker.make(['', '', 'disc', 'ring']);
    const begin = Float32Array.of(7, 7.1, 9, 9.1, 1, 1.1);
    expect(nothing).toEqual({ hidden: { shape: [3, 2], data: begin } });
    expect(calls.map(({ input_ids }) => input_ids?.dims)).toEqual([
      [2, 3],
      [2, 3],
    ]);
    // What a caller writes into a condition stays with the caller.
    disc?.hidden?.data.fill(0);
    const [again] = await maker.make(['disc']);
    expect(again?.hidden?.data[0]).toBe(7);
    expect(calls).toHaveLength(2);
  });

  it('refuse a graph that is not as the pack says', async () => {
    const { opened } = await encoder(2, 1, null);
    const condition: TextCondition = {
      ...text,
      nullCondition: 'encoded',
      encoders: [opened.encoder],
    };
    const declared = {
      ...opened.declared,
      inputs: { ids: { name: 'input_ids', type: 'int32' } },
    } as const;
    expect(() => new TextConditions(condition, [{ ...opened, declared }], 8)).toThrow(
      '"input_ids" of text_encoder is int32, and the graph has it in int64',
    );
  });
});

it('embeds a guidance scale as sines, then cosines', () => {
  // s = 1000 (scale - 1) = 1000, frequencies 1 and 10000^-1.
  const expected = [Math.sin(1000), Math.sin(0.1), Math.cos(1000), Math.cos(0.1)];
  const values = guidanceEmbedding({ width: 5, scale: 2 });
  expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  expect(values[4]).toBe(0);
});

describe('conditions of classes', () => {
  const condition: ClassCondition = {
    kind: 'class',
    nullPrompt: '',
    promptTemplate: '{class}',
    width: 2,
    type: 'float32',
  };
  const classes = {
    closed: true,
    names: ['tench, Tinca tinca', 'crane', 'crane'],
    wordnetIds: ['n01440764', 'n02012849', 'n03126707'],
  };
  const table = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const maker = new ClassConditions(condition, classes, table.buffer);
  const rowsOf = async (...prompts: string[]) =>
    (await maker.make(prompts)).map(({ label }) => [...(label?.data ?? [])]);

  it('are rows of the table, by WordNet id or any of the names; nothing is the last row', async () => {
    expect(await rowsOf('n02012849', 'Tench', ' tinca_tinca ', 'tench, Tinca tinca', '')).toEqual([
      [3, 4],
      [1, 2],
      [1, 2],
      [1, 2],
      [7, 8],
    ]);
    const halves = packFloat16(table);
    const half = new ClassConditions({ ...condition, type: 'float16' }, classes, halves.buffer);
    expect(await half.make(['n03126707'])).toEqual([
      { label: { shape: [2], data: Float32Array.of(5, 6) } },
    ]);
  });

  it('say what they know where a prompt is no class, or two', async () => {
    await expect(maker.make(['a photo of a tench'])).rejects.toMatchObject({
      code: 'BadParameter',
      message: expect.stringMatching(/which class "a photo of a tench" is.*3 classes/s) as string,
    });
    await expect(maker.make(['crane'])).rejects.toThrow('"n02012849 crane" and "n03126707 crane"');
  });
});
