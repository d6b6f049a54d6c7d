/** A class's pictures made latents by the run's own stage, beside bare runs of the encoder. */
import type { Thread } from '../../../src/bridge/thread';
import { StillroomError } from '../../../src/core/errors';
import type { FileImage } from '../../../src/data/import/file-image';
import { IngestPool } from '../../../src/data/ingest/pool';
import type { ClassSource, Model, ReadImage } from '../../../src/run/ports';
import { latentsOf } from '../../../src/run/stages/latents';
import type { StageParts } from '../../../src/run/stages/stage-parts';
import { Stages } from '../../../src/run/stages/stages';
import { MemoryStorage } from '../../../test/support/run/memory-storage';
import type { ModelMeasures } from './worker';

export interface EncodingFigures {
  /** Seconds of bare runs of the encoder's session over as many batches. */
  readonly bare: number;
  /** Seconds of the stage where the pictures are at hand, as after the page has read their class. */
  readonly atHand: number;
  /** Seconds of decoding alone. */
  readonly decoding: number;
  /** Seconds of the stage where every picture is decoded for it. */
  readonly fromFiles: number;
}

const FOLDER = 'bench';
const { signal } = new AbortController();

type Decoded = (images: readonly ReadImage[]) => AsyncIterable<Uint8Array<ArrayBuffer>>;

function partsOver(images: readonly ReadImage[], model: Model, decoded: Decoded): StageParts {
  const source: Partial<ClassSource> = {
    decoder: 'browser',
    read: async () => images,
    pixels: decoded,
  };
  const parts: Partial<StageParts> = {
    source: source as ClassSource,
    model,
    stages: new Stages(new MemoryStorage()),
  };
  return parts as StageParts;
}

/** The model as the stage asks for it. */
async function encoderOf(thread: Thread<ModelMeasures>): Promise<Model> {
  const { pack, packHash, backend } = await thread.call('report', []);
  const model: Partial<Model> = {
    loaded: { pack, packHash, backend },
    encode: (pixels, count, stop) =>
      thread.call('encode', [pixels, count], { signal: stop, transfer: [pixels.buffer] }),
  };
  return model as Model;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/**
 * Times the stage and the bare runs, turn by turn.
 * @param thread a bench worker that has loaded the model of `encoderUrl`
 */
export async function encodePictures(
  thread: Thread<ModelMeasures>,
  files: readonly FileImage[],
  encoderUrl: string,
): Promise<EncodingFigures> {
  const model = await encoderOf(thread);
  const resolution = model.loaded.pack.resolution;
  const pool = new IngestPool(
    () => new Worker(new URL('../../../workers/ingest.ts', import.meta.url), { type: 'module' }),
  );
  const byPath = new Map(files.map((file) => [file.path, file]));
  const images = files.map(({ path }) => ({
    folder: FOLDER,
    path,
    sha256: path,
    pixelHash: path,
    width: resolution,
    height: resolution,
  }));
  async function* decoded(asked: readonly ReadImage[]) {
    const sources = asked.flatMap(({ path }) => byPath.get(path) ?? []);
    for await (const outcome of pool.readAll(
      sources,
      { resolution, thumbnail: 1, framing: 'crop' },
      signal,
    )) {
      if (!outcome.ok) throw new StillroomError('BadImage', outcome.rejected.reason);
      yield outcome.image.pixels;
    }
  }
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  const decodeAll = async () => {
    let place = 0;
    for await (const pixels of decoded(images)) kept.set(images[place++]?.path ?? '', pixels);
  };
  async function* atHand(asked: readonly ReadImage[]) {
    for (const { path } of asked) yield kept.get(path)?.slice() ?? new Uint8Array();
  }
  const encodeAll = (from: Decoded) => {
    const parts = partsOver(images, model, from);
    return latentsOf(parts, FOLDER, signal, () => undefined);
  };
  // Workers start, code is compiled and sessions allocate before the time counts.
  await decodeAll();
  await encodeAll(atHand);
  const decoding = await secondsOf(decodeAll);
  const before = await thread.call('bareEncodings', [encoderUrl, files.length]);
  const stage = await secondsOf(() => encodeAll(atHand));
  const after = await thread.call('bareEncodings', [encoderUrl, files.length]);
  const fromFiles = await secondsOf(() => encodeAll(decoded));
  pool.dispose();
  return { bare: (before + after) / 2, atHand: stage, decoding, fromFiles };
}
