/** Small files of the formats that are decoded by our own code, byte by byte from their definitions. */

const ascii = (text: string): number[] => Array.from(text, (sign) => sign.charCodeAt(0));

export type Sample = (x: number, y: number, c: number) => number;

/** A binary PPM. @param largest the value of white, over 255 for 16 bits */
export function ppm(
  width: number,
  height: number,
  sample: Sample,
  largest = 255,
): Uint8Array<ArrayBuffer> {
  const raster: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const value = sample(x, y, c);
        if (largest > 255) raster.push(value >> 8);
        raster.push(value & 255);
      }
    }
  }
  return Uint8Array.from([...ascii(`P6\n# of ours\n${width} ${height}\n${largest}\n`), ...raster]);
}

export interface TiffOptions {
  readonly little?: boolean;
  readonly bits?: number;
  readonly samples?: number;
  readonly photometric?: number;
  readonly compression?: number;
  readonly orientation?: number;
  readonly planar?: boolean;
  readonly extraSamples?: number;
  readonly palette?: readonly number[];
  readonly sampleFormat?: number;
}

/** A TIFF of blocks of data that are already packed; a strip each, of `rowsPerStrip` rows. */
export function tiff(
  width: number,
  height: number,
  strips: readonly (readonly number[])[],
  rowsPerStrip: number,
  options: TiffOptions = {},
): Uint8Array<ArrayBuffer> {
  const { little = true, bits = 8, samples = 1, photometric = 1, compression = 1 } = options;
  const data = strips.flat();
  const starts = strips.map((_, i) => 8 + strips.slice(0, i).flat().length);
  const short = 3;
  const long = 4;
  const tags: [number, number, readonly number[]][] = [
    [256, long, [width]],
    [257, long, [height]],
    [258, short, Array.from({ length: samples }, () => bits)],
    [259, short, [compression]],
    [262, short, [photometric]],
    [273, long, starts],
    [274, short, [options.orientation ?? 1]],
    [277, short, [samples]],
    [278, long, [rowsPerStrip]],
    [279, long, strips.map((strip) => strip.length)],
    [284, short, [options.planar === true ? 2 : 1]],
  ];
  if (options.palette !== undefined) tags.push([320, short, options.palette]);
  if (options.extraSamples !== undefined) tags.push([338, short, [options.extraSamples]]);
  if (options.sampleFormat !== undefined) tags.push([339, short, [options.sampleFormat]]);
  const directory = 8 + data.length + (data.length % 2);
  let beyond = directory + 2 + tags.length * 12 + 4;
  const sizes = tags.map(([, type, values]) => (type === short ? 2 : 4) * values.length);
  const total = beyond + sizes.filter((size) => size > 4).reduce((sum, size) => sum + size, 0);
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  out.set(ascii(little ? 'II' : 'MM'));
  view.setUint16(2, 42, little);
  view.setUint32(4, directory, little);
  out.set(data, 8);
  view.setUint16(directory, tags.length, little);
  tags.forEach(([tag, type, values], i) => {
    const at = directory + 2 + i * 12;
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, values.length, little);
    const isFar = (sizes[i] ?? 0) > 4;
    if (isFar) view.setUint32(at + 8, beyond, little);
    const from = isFar ? beyond : at + 8;
    if (isFar) beyond += sizes[i] ?? 0;
    values.forEach((value, j) => {
      if (type === short) view.setUint16(from + 2 * j, value, little);
      else view.setUint32(from + 4 * j, value, little);
    });
  });
  return out;
}
