/** A graph of a pack, held to what the pack says of it. */
import { StillroomError } from '../core/errors';
import type { PackTensor } from '../core/formats/pack';
import type { PackGraph } from './graph';
import type { OrtTensorMetadata } from './ort';

/**
 * The declaration of an input or output that the pack names.
 * @throws StillroomError PackInvalid where the graph lacks it, or has it in another type than the pack says
 */
export function declaredTensor(
  graph: PackGraph,
  side: 'inputs' | 'outputs',
  { name, type }: PackTensor,
): OrtTensorMetadata {
  const found = graph.require(side, name);
  if (type === null || found.type === type) return found;
  throw new StillroomError(
    'PackInvalid',
    `The pack says that "${name}" of ${graph.stage} is ${type}, and the graph has it in ${found.type}. Correct the pack's description, or export the model again.`,
    { stage: graph.stage, name, declared: type, received: found.type },
  );
}

/** An input that a pack feeds. */
export interface FedTensor {
  readonly tensor: PackTensor;
  /** Its shape without the batch; null where it is not held to one. */
  readonly row: readonly number[] | null;
}

/**
 * That a graph takes what the pack feeds, and nothing else.
 * @throws StillroomError PackInvalid
 */
export function requireFeeds(graph: PackGraph, feeds: readonly FedTensor[]): void {
  for (const { tensor, row } of feeds) {
    const { shape } = declaredTensor(graph, 'inputs', tensor);
    if (row !== null) requireRow(graph, tensor.name, row, shape);
  }
  const fed = new Set(feeds.map(({ tensor }) => tensor.name));
  const others = [...graph.inputs.keys()].filter((name) => !fed.has(name));
  if (others.length === 0) return;
  throw new StillroomError(
    'PackInvalid',
    `${graph.stage} takes ${others.map((name) => `"${name}"`).join(', ')}, which the pack's description does not feed. Correct the pack's description, or export the model again.`,
    { stage: graph.stage },
  );
}

/** Dimensions that a graph leaves free fit everything; so does a shape that it does not say. */
function requireRow(
  { stage }: PackGraph,
  name: string,
  row: readonly number[],
  [batch, ...shape]: OrtTensorMetadata['shape'],
): void {
  if (batch === undefined) return;
  const free = (side: number | string | undefined) => typeof side !== 'number' || side <= 0;
  if (shape.length === row.length && row.every((side, i) => free(shape[i]) || shape[i] === side)) {
    return;
  }
  throw new StillroomError(
    'PackInvalid',
    `The pack says that "${name}" of ${stage} is ${row.join(' × ')} a row, and the graph has it as ${shape.join(' × ')}. Correct the pack's description, or export the model again.`,
    { stage, name },
  );
}
