/** The same files in another folder. */
import type { ClassSource, ReadImage } from '../../../src/run/ports';

export function movedSource(source: ClassSource, folder: string): ClassSource {
  const there = (image: ReadImage): ReadImage => ({ ...image, path: `${folder}/${image.path}` });
  const back = (image: ReadImage): ReadImage => {
    if (!image.path.startsWith(`${folder}/`)) throw new Error(`no such file: ${image.path}`);
    return { ...image, path: image.path.slice(folder.length + 1) };
  };
  return {
    decoder: source.decoder,
    split: source.split,
    framing: source.framing,
    read: async (name, signal) => (await source.read(name, signal)).map(there),
    heldOut: async (name, signal) => (await source.heldOut(name, signal)).map(there),
    leftOut: (name, signal) => source.leftOut(name, signal),
    pixels: (images, side, signal) => source.pixels(images.map(back), side, signal),
    regions: (image, requests, signal) => source.regions(back(image), requests, signal),
  };
}
