/**
 * The wire format of protocol buffers, as far as an ONNX model needs it: varints, 32-bit floats and
 * length-delimited fields (protobuf.dev, "Encoding"). A message is a list of byte chunks; nothing is
 * copied until the whole model is put together.
 */
const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** A varint of a whole number below 2^53 in size; negative ones take ten bytes, as int64 does. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}

/** A message in the making. */
export class Message {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  #push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }

  #tag(field: number, type: number): void {
    this.#push(Uint8Array.from(varint(field * 8 + type)));
  }

  /** An int32, int64 or enum field. */
  integer(field: number, value: number): this {
    this.#tag(field, VARINT);
    this.#push(Uint8Array.from(varint(value)));
    return this;
  }

  /** A float field. */
  float(field: number, value: number): this {
    this.#tag(field, FIXED_32);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#push(bytes);
    return this;
  }

  /** A string or bytes field. */
  bytes(field: number, value: string | Uint8Array): this {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    this.#tag(field, LENGTH_DELIMITED);
    this.#push(Uint8Array.from(varint(bytes.length)));
    this.#push(bytes);
    return this;
  }

  /** A field that holds another message. */
  message(field: number, value: Message): this {
    this.#tag(field, LENGTH_DELIMITED);
    this.#push(Uint8Array.from(varint(value.length)));
    for (const chunk of value.#chunks) this.#push(chunk);
    return this;
  }

  /** The message in one piece. */
  encode(): Uint8Array {
    const out = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      out.set(chunk, at);
      at += chunk.length;
    }
    return out;
  }
}
