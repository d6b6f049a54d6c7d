/**
 * Smallest files of each format, byte by byte from their specifications. JPEG, WebP and AVIF have
 * the structure but no real picture data; GIF and BMP are whole images.
 */

const ascii = (text: string): number[] => Array.from(text, (sign) => sign.charCodeAt(0));
const u16le = (n: number): number[] => [n & 255, n >>> 8];
const u32le = (n: number): number[] => [...u16le(n & 0xffff), ...u16le(n >>> 16)];
const u16be = (n: number): number[] => [n >>> 8, n & 255];
const u32be = (n: number): number[] => [...u16be(n >>> 16), ...u16be(n & 0xffff)];

/** A JPEG's markers around two bytes of scan data (one of them stuffed) and a restart marker. */
export function jpeg(width: number, height: number, app1 = new Uint8Array(0)): Uint8Array {
  const segment = (marker: number, data: readonly number[]): number[] => [
    0xff,
    marker,
    ...u16be(data.length + 2),
    ...data,
  ];
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xe1, [...app1]),
    ...segment(0xc4, [0, ...Array<number>(16).fill(0)]),
    ...segment(0xc2, [8, ...u16be(height), ...u16be(width), 1, 1, 0x11, 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    0x12,
    0xff,
    0x00,
    0xff,
    0xd0,
    0x34,
    0xff,
    0xd9,
  ]);
}

/**
 * A GIF of one colour. Codes are 9 bits wide and start again with a clear code before each pixel,
 * so that no table grows: valid, if not small.
 */
export function gif(
  width: number,
  height: number,
  rgb: readonly number[] = [200, 30, 60],
): Uint8Array {
  const clear = 256;
  const end = 257;
  const codes = Array.from({ length: width * height }, () => [clear, 1]).flat();
  codes.push(end);
  const packed: number[] = [];
  let bits = 0;
  let held = 0;
  for (const code of codes) {
    held |= code << bits;
    for (bits += 9; bits >= 8; bits -= 8) {
      packed.push(held & 255);
      held >>>= 8;
    }
  }
  if (bits > 0) packed.push(held & 255);
  const blocks: number[] = [];
  for (let i = 0; i < packed.length; i += 255) {
    const block = packed.slice(i, i + 255);
    for (const byte of [block.length, ...block]) blocks.push(byte);
  }
  return Uint8Array.from([
    ...ascii('GIF89a'),
    ...u16le(width),
    ...u16le(height),
    0x80,
    0,
    0,
    0,
    0,
    0,
    ...rgb,
    0x21,
    0xf9,
    4,
    0,
    0,
    0,
    0,
    0,
    0x2c,
    0,
    0,
    0,
    0,
    ...u16le(width),
    ...u16le(height),
    0,
    8,
    ...blocks,
    0,
    0x3b,
  ]);
}

/** A 24-bit BMP of one colour, bottom row first. */
export function bmp(
  width: number,
  height: number,
  rgb: readonly number[] = [200, 30, 60],
): Uint8Array {
  const rowBytes = Math.ceil((width * 24) / 32) * 4;
  const file = new Uint8Array(54 + rowBytes * height);
  file.set([...ascii('BM'), ...u32le(file.length), ...u32le(0), ...u32le(54)]);
  file.set([...u32le(40), ...u32le(width), ...u32le(height), ...u16le(1), ...u16le(24)], 14);
  const [red = 0, green = 0, blue = 0] = rgb;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) file.set([blue, green, red], 54 + y * rowBytes + x * 3);
  }
  return file;
}

/** A WebP container with the header of one of its three kinds. */
export function webp(kind: 'VP8 ' | 'VP8L' | 'VP8X', width: number, height: number): Uint8Array {
  const data = {
    'VP8 ': [0, 0, 0, 0x9d, 0x01, 0x2a, ...u16le(width), ...u16le(height), 0, 0],
    VP8L: [0x2f, ...u32le(((height - 1) << 14) | (width - 1)), 0, 0, 0, 0, 0],
    VP8X: [0, 0, 0, 0, ...u32le(width - 1).slice(0, 3), ...u32le(height - 1).slice(0, 3)],
  }[kind];
  const chunk = [...ascii(kind), ...u32le(data.length), ...data];
  return Uint8Array.from([
    ...ascii('RIFF'),
    ...u32le(4 + chunk.length),
    ...ascii('WEBP'),
    ...chunk,
  ]);
}

/** The boxes of an AVIF with a thumbnail's size listed before the image's. */
export function avif(width: number, height: number): Uint8Array {
  const box = (type: string, data: readonly number[]): number[] => [
    ...u32be(8 + data.length),
    ...ascii(type),
    ...data,
  ];
  const ispe = (w: number, h: number): number[] =>
    box('ispe', [0, 0, 0, 0, ...u32be(w), ...u32be(h)]);
  const properties = box('ipco', [...ispe(1, 1), ...ispe(width, height)]);
  return Uint8Array.from([
    ...box('ftyp', [...ascii('avif'), 0, 0, 0, 0, ...ascii('mif1')]),
    ...box('meta', [0, 0, 0, 0, ...box('iprp', properties)]),
    ...box('mdat', [1, 2, 3, 4]),
  ]);
}
