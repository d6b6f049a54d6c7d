/**
 * The broad version of the classes: what a model is trained on, so that the collection is a shifted
 * target for it. All modes equally likely, wider ranges, settings lent between the modes of a class,
 * no outliers. Image `index` of a class depends on (seed, class, index) alone.
 */
import { randomStream } from '../../../src/core/random/stream';
import { sampleClass } from './classes/catalogue';
import { composePicture } from './compose-picture';
import { renderScene } from './tracing/render-scene';
import { Draw } from './scene/draw';

export interface BroadPicture {
  /** size x size x 3 bytes, RGB. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** Index into the class's modes. */
  readonly mode: number;
}

/** @param samples samples a pixel along each side */
export function renderBroad(
  seed: number,
  slug: string,
  index: number,
  size: number,
  samples = 2,
): BroadPicture {
  const one = sampleClass(slug);
  const stream = randomStream({ seed, name: slug, image: index, purpose: 'sample-broad' });
  const mode = stream.integer(one.modes.length);
  const scene = composePicture(new Draw(stream, 'broad'), one, one.modes[mode] ?? one.modes[0]);
  return { pixels: renderScene(scene, size, samples), mode };
}
