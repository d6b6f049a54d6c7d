/**
 * SHA-256 (FIPS 180-4) of bytes or text, in one synchronous call.
 *
 * The platform's digest is asynchronous and absent from insecure pages; names of stored results and
 * recipe hashes are short texts that are wanted at once. Large files go through the platform.
 */

/** Cube-root fractions of the first 64 primes, computed rather than listed: floor(frac(p^(1/3)) 2^32). */
const ROUND_CONSTANTS = primeRootFractions(64, 1 / 3);
/** Square-root fractions of the first 8 primes. */
const INITIAL_HASH = primeRootFractions(8, 1 / 2);
const BLOCK_BYTES = 64;

function primeRootFractions(count: number, power: number): Uint32Array {
  const fractions = new Uint32Array(count);
  let found = 0;
  for (let candidate = 2; found < count; candidate++) {
    let prime = true;
    for (let d = 2; d * d <= candidate && prime; d++) prime = candidate % d !== 0;
    if (!prime) continue;
    // A double keeps 52 bits: the integer part is below 20, so 47 bits of fraction remain for 32.
    const root = power === 1 / 2 ? Math.sqrt(candidate) : Math.cbrt(candidate);
    fractions[found++] = Math.floor((root - Math.floor(root)) * 2 ** 32);
  }
  return fractions;
}

const rotateRight = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

/** The message, a 1 bit, zeros, and the length in bits as a 64-bit number. */
function padded(message: Uint8Array): DataView {
  const blocks = Math.ceil((message.length + 9) / BLOCK_BYTES);
  const bytes = new Uint8Array(blocks * BLOCK_BYTES);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(bytes.length - 4, message.length << 3);
  return view;
}

function expandSchedule(view: DataView, offset: number, w: Uint32Array): void {
  for (let t = 0; t < 16; t++) w[t] = view.getUint32(offset + 4 * t);
  for (let t = 16; t < 64; t++) {
    const a = w[t - 15] ?? 0;
    const b = w[t - 2] ?? 0;
    const sigma0 = rotateRight(a, 7) ^ rotateRight(a, 18) ^ (a >>> 3);
    const sigma1 = rotateRight(b, 17) ^ rotateRight(b, 19) ^ (b >>> 10);
    w[t] = (w[t - 16] ?? 0) + sigma0 + (w[t - 7] ?? 0) + sigma1;
  }
}

function compress(hash: Uint32Array, w: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let t = 0; t < 64; t++) {
    const sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const choice = (e & f) ^ (~e & g);
    const temp1 = (h + sum1 + choice + (ROUND_CONSTANTS[t] ?? 0) + (w[t] ?? 0)) | 0;
    const sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const temp2 = (sum0 + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + temp1) | 0;
    d = c;
    c = b;
    b = a;
    a = (temp1 + temp2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    hash[i] = (hash[i] ?? 0) + word;
  });
}

/** The digest as 64 lower-case hexadecimal digits; text is taken as UTF-8. */
export function sha256Hex(message: Uint8Array | string): string {
  const view = padded(typeof message === 'string' ? new TextEncoder().encode(message) : message);
  const hash = INITIAL_HASH.slice();
  const w = new Uint32Array(64);
  for (let offset = 0; offset < view.byteLength; offset += BLOCK_BYTES) {
    expandSchedule(view, offset, w);
    compress(hash, w);
  }
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).join('');
}
