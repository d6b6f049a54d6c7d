/** The graphs of an export: each in a folder of its own, with its weights beside it. */
import { StillroomError } from '../../core/errors';
import type { PackTensor } from '../../core/formats/pack';
import { EXPORT_ADVICE, type ExportFolder } from './config-file';
import { readOnnxSignature, type OnnxSignature, type SignatureTensor } from './onnx-signature';

export interface ExportGraph {
  /** "unet/model.onnx" */
  readonly path: string;
  readonly signature: OnnxSignature;
  /** Weight files by their path in the folder. */
  readonly data: readonly string[];
}

/**
 * The graph of a folder; null where the export has none.
 * @throws StillroomError PackInvalid for a file that is no graph, or whose weights are missing
 */
export async function readGraph(files: ExportFolder, folder: string): Promise<ExportGraph | null> {
  const path = `${folder}/model.onnx`;
  if (!files.has(path)) return null;
  const signature = await readOnnxSignature(path, await files.read(path));
  const data = signature.external.map((location) => `${folder}/${location}`);
  const missing = data.find((one) => !files.has(one));
  if (missing === undefined) return { path, signature, data };
  throw new StillroomError(
    'PackInvalid',
    `${path} keeps its weights in ${missing}, and the export "${files.id}" has no such file. Copy it beside the graph.`,
    { file: missing },
  );
}

/**
 * An input or output by the first of its usual names that the graph has; null where it has none of them.
 * @throws StillroomError Unsupported for one of a type that is not fed
 */
export function tensorIf(
  { path, signature }: ExportGraph,
  side: 'inputs' | 'outputs',
  names: readonly string[],
): (PackTensor & Pick<SignatureTensor, 'shape'>) | null {
  const found = names.flatMap((name) => signature[side].filter((one) => one.name === name)).at(0);
  if (found === undefined) return null;
  if (found.type !== null) return { name: found.name, type: found.type, shape: found.shape };
  throw new StillroomError(
    'Unsupported',
    `"${found.name}" of ${path} is of a type that is not fed here; float32, float16, int32 and int64 are. Export the model in one of these.`,
    { file: path, name: found.name },
  );
}

/** As `tensorIf`. @throws StillroomError PackInvalid where the graph has none of the names */
export function tensor(
  graph: ExportGraph,
  side: 'inputs' | 'outputs',
  names: readonly string[],
): PackTensor & Pick<SignatureTensor, 'shape'> {
  const found = tensorIf(graph, side, names);
  if (found !== null) return found;
  const has = graph.signature[side].map(({ name }) => `"${name}"`).join(', ');
  throw new StillroomError(
    'PackInvalid',
    `${graph.path} has no ${side.slice(0, -1)} ${names.map((name) => `"${name}"`).join(' or ')}; it has ${has}. ${EXPORT_ADVICE}`,
    { file: graph.path },
  );
}
