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
