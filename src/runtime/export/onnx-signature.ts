/**
 * What an ONNX file says of itself: inputs, outputs, and the files that hold its weights. The file is
 * walked field by field (protocol buffers: a tag, then a number or a length with so many bytes), and
 * whatever is not asked for is stepped over by its length, so a graph of gigabytes is not read.
 *
 * Field numbers are those of onnx.proto3: ModelProto.graph 7; GraphProto initializer 5, input 11, output
 * 12; ValueInfoProto name 1, type 2; TypeProto.tensor_type 1, with elem_type 1 and shape 2; TensorProto
 * name 8, external_data 13.
 */
import { StillroomError } from '../../core/errors';
import type { PackTensorType } from '../../core/formats/pack';
import { BlobWalker, type Field } from '../blob-walker';

export interface SignatureTensor {
  readonly name: string;
  /** null for a type that packs do not feed. */
  readonly type: PackTensorType | null;
  /** A dimension is a number, or the name of a free one ("" where it has none). */
  readonly shape: readonly (number | string)[];
}

export interface OnnxSignature {
  readonly inputs: readonly SignatureTensor[];
  readonly outputs: readonly SignatureTensor[];
  /** Weight files, relative to the graph's own folder, each once. */
  readonly external: readonly string[];
}

const ELEMENT_TYPES: Readonly<Record<number, PackTensorType>> = {
  1: 'float32',
  6: 'int32',
  7: 'int64',
  10: 'float16',
};

async function readShape(file: BlobWalker, shape: Field): Promise<(number | string)[]> {
  const dims: (number | string)[] = [];
  for await (const dim of file.fields(shape.from, shape.to)) {
    let read: number | string = '';
    for await (const field of file.fields(dim.from, dim.to)) {
      read = field.number === 1 ? field.value : await file.text(field);
    }
    dims.push(read);
  }
  return dims;
}

async function readValue(file: BlobWalker, info: Field): Promise<SignatureTensor> {
  let name = '';
  let type: PackTensorType | null = null;
  let shape: (number | string)[] = [];
  for await (const field of file.fields(info.from, info.to)) {
    if (field.number === 1) name = await file.text(field);
    if (field.number !== 2) continue;
    for await (const tensor of file.fields(field.from, field.to)) {
      if (tensor.number !== 1) continue;
      for await (const part of file.fields(tensor.from, tensor.to)) {
        if (part.number === 1) type = ELEMENT_TYPES[part.value] ?? null;
        if (part.number === 2) shape = await readShape(file, part);
      }
    }
  }
  return { name, type, shape };
}

/** An initializer's name, and the file that holds its numbers where that is another. */
async function readInitializer(
  file: BlobWalker,
  tensor: Field,
): Promise<{ readonly name: string; readonly location: string | null }> {
  let name = '';
  let location: string | null = null;
  for await (const field of file.fields(tensor.from, tensor.to)) {
    if (field.number === 8) name = await file.text(field);
    if (field.number !== 13) continue;
    let key = '';
    for await (const entry of file.fields(field.from, field.to)) {
      if (entry.number === 1) key = await file.text(entry);
      if (entry.number === 2 && key === 'location') location = await file.text(entry);
    }
  }
  return { name, location };
}

async function readGraph(file: BlobWalker): Promise<OnnxSignature | null> {
  for await (const graph of file.fields(0, file.size)) {
    if (graph.number !== 7) continue;
    const [inputs, outputs]: [SignatureTensor[], SignatureTensor[]] = [[], []];
    const initializers = new Set<string>();
    const external = new Set<string>();
    for await (const field of file.fields(graph.from, graph.to)) {
      if (field.number === 5) {
        const { name, location } = await readInitializer(file, field);
        initializers.add(name);
        if (location !== null) external.add(location);
      }
      if (field.number === 11) inputs.push(await readValue(file, field));
      if (field.number === 12) outputs.push(await readValue(file, field));
    }
    // Old files list weights among the inputs too.
    const fed = inputs.filter(({ name }) => !initializers.has(name));
    return { inputs: fed, outputs, external: [...external] };
  }
  return null;
}

/**
 * @param path the file's, for errors
 * @throws StillroomError PackInvalid for a file that is no ONNX graph
 */
export async function readOnnxSignature(path: string, blob: Blob): Promise<OnnxSignature> {
  let reason = 'it holds no graph';
  try {
    const signature = await readGraph(new BlobWalker(blob));
    if (signature !== null) return signature;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reason = error.message;
  }
  throw new StillroomError(
    'PackInvalid',
    `${path} is not an ONNX graph: ${reason}. Export the model again, or copy the file anew.`,
    { file: path },
  );
}
