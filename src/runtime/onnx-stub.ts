/**
 * A graph whose weights stand in its own file, as a stub of a few hundred bytes beside that file.
 *
 * ONNX Runtime takes a graph as one array of bytes, which a file of gigabytes does not fit, and weights beside
 * a graph from Blobs. So every large initializer's bytes (TensorProto.raw_data) are named in place of copied:
 * as external data, at their offset in the original file. All else is copied as it stands.
 *
 * Field numbers are those of onnx.proto3: ModelProto.graph 7; GraphProto.initializer 5; TensorProto.raw_data
 * 9, external_data 13 (key 1, value 2), data_location 14, of which 1 is "elsewhere".
 */
import { BlobWalker, type Field } from './blob-walker';

/** Smaller ones stay: shapes and axes, which are read while the graph is made. */
const LEAST_BYTES = 1024;

export interface OnnxStub {
  /** The graph without its weights. */
  readonly content: Blob;
  /** The original file, by the name under which the stub refers to it. */
  readonly data: readonly { readonly path: string; readonly content: Blob }[];
}

const WEIGHTS = 'original.onnx';
const text = new TextEncoder();

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** A field of bytes: its tag, their length, they themselves. */
function field(number: number, parts: readonly BlobPart[]): Blob {
  const body = new Blob([...parts]);
  return new Blob([Uint8Array.from([...varint(8 * number + 2), ...varint(body.size)]), body]);
}

function entry(key: string, value: string): Blob {
  return field(13, [field(1, [text.encode(key)]), field(2, [text.encode(value)])]);
}

/** An initializer whose bytes stay where they are; null for one that is small, or keeps them otherwise. */
async function elsewhere(file: BlobWalker, blob: Blob, tensor: Field): Promise<Blob | null> {
  const parts: BlobPart[] = [];
  let raw: Field | null = null;
  for await (const part of file.fields(tensor.from, tensor.to)) {
    if (part.number === 9) raw = part;
    else parts.push(blob.slice(part.tagAt, part.to));
  }
  if (raw === null || raw.to - raw.from < LEAST_BYTES) return null;
  return field(5, [
    ...parts,
    entry('location', WEIGHTS),
    entry('offset', String(raw.from)),
    entry('length', String(raw.to - raw.from)),
    Uint8Array.from([...varint(8 * 14), 1]),
  ]);
}

/**
 * @param blob an ONNX file
 * @returns null for one without large weights of its own
 * @throws RangeError for a file that is cut off or no protocol buffer
 */
export async function onnxStub(blob: Blob): Promise<OnnxStub | null> {
  const file = new BlobWalker(blob);
  const model: BlobPart[] = [];
  let moved = 0;
  for await (const part of file.fields(0, blob.size)) {
    if (part.number !== 7) {
      model.push(blob.slice(part.tagAt, part.to));
      continue;
    }
    const graph: BlobPart[] = [];
    for await (const inner of file.fields(part.from, part.to)) {
      const stub = inner.number === 5 ? await elsewhere(file, blob, inner) : null;
      if (stub !== null) moved += 1;
      graph.push(stub ?? blob.slice(inner.tagAt, inner.to));
    }
    model.push(field(7, graph));
  }
  if (moved === 0) return null;
  return { content: new Blob(model), data: [{ path: WEIGHTS, content: blob }] };
}
