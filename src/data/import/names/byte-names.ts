/**
 * Paths of one archive from their bytes, so that different bytes never become one name.
 *
 * A path is cut at its slashes while it is still bytes, and each segment decoded whole: in CP932 and
 * Big5 the second byte of a character may be that of a backslash, but never of a slash. What the
 * encoding cannot read is written as %XX, byte by byte. Old encodings spell a few characters twice;
 * where two segments come out the same, the later one is written in full as %XX, so that two class
 * folders stay two.
 */
import { decodeStrictly, type NameEncoding } from './encodings';
import { detectEncodings, isAscii, type Encodings } from './detect';

const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;
/** Distinct segments kept for telling the encoding. */
const LARGEST_SAMPLE = 4000;

const ascii = new TextDecoder('latin1');

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Bytes above ASCII as %XX, with a backslash after one, which may be its character's second half. */
function escaped(bytes: Uint8Array): string {
  let text = '';
  bytes.forEach((byte, i) => {
    const second = byte === BACKSLASH && (bytes[i - 1] ?? 0) >= 0x80;
    text += byte >= 0x80 || second ? percent(byte) : String.fromCharCode(byte);
  });
  return text;
}

/** A name with a number before its extension. */
function numbered(name: string, n: number): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? `${name} #${n}` : `${name.slice(0, dot)} #${n}${name.slice(dot)}`;
}

function* segmentsOf(path: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  for (let end = path.indexOf(SLASH); end >= 0; end = path.indexOf(SLASH, start)) {
    yield path.subarray(start, end);
    start = end + 1;
  }
  yield path.subarray(start);
}

export class ByteNames {
  readonly #forced: NameEncoding | undefined;
  readonly #sample = new Map<string, Uint8Array>();
  readonly #texts = new Map<string, string>();
  readonly #takenBy = new Map<string, string>();
  #found: Encodings | undefined;

  /** @param forced the encoding that a person chose, in place of the one that is found */
  constructor(forced?: NameEncoding) {
    this.#forced = forced;
  }

  /** Takes a path whose encoding is not declared as evidence; all of them before the first `read`. */
  note(path: Uint8Array): void {
    if (isAscii(path)) return;
    for (const segment of segmentsOf(path)) {
      if (isAscii(segment) || this.#sample.size >= LARGEST_SAMPLE) continue;
      const key = ascii.decode(segment);
      if (!this.#sample.has(key)) this.#sample.set(key, segment.slice());
    }
  }

  /** The encoding in force; undefined while no name needs one. */
  get encoding(): NameEncoding | undefined {
    if (this.#sample.size === 0) return undefined;
    if (this.#forced !== undefined) return this.#forced;
    this.#found ??= detectEncodings([...this.#sample.values()]);
    return this.#found.encoding;
  }

  #segment(bytes: Uint8Array): string {
    if (bytes.every((byte) => byte < 0x80 && byte !== PERCENT)) return ascii.decode(bytes);
    const key = ascii.decode(bytes);
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const plain = this.#decoded(bytes);
    let text = this.#takenBy.has(plain) ? escaped(bytes) : plain;
    for (let n = 2; this.#takenBy.has(text); n++) text = numbered(escaped(bytes), n);
    this.#texts.set(key, text);
    this.#takenBy.set(text, key);
    return text;
  }

  #decoded(bytes: Uint8Array): string {
    if (isAscii(bytes)) return ascii.decode(bytes);
    const encoding = this.encoding ?? 'utf-8';
    const own = this.#found?.besideUtf8 === true ? decodeStrictly(bytes, 'utf-8') : undefined;
    const chosen = own ?? decodeStrictly(bytes, encoding);
    // An archive that two tools wrote to has names of both; UTF-8 is hardly ever met by chance.
    const text = chosen ?? (this.#forced === 'bytes' ? undefined : decodeStrictly(bytes, 'utf-8'));
    return text ?? escaped(bytes);
  }

  /** The text of a path's bytes, with the slashes that are slashes. */
  read(path: Uint8Array): string {
    let text = '';
    let first = true;
    for (const segment of segmentsOf(path)) {
      text += first ? this.#segment(segment) : `/${this.#segment(segment)}`;
      first = false;
    }
    return text;
  }
}
