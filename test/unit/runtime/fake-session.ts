/** A session that answers as a test says, for exports that differ from the tiny pack. */
import { Graph } from '../../../src/runtime/graph';
import type { Session } from '../../../src/runtime/session';
import type { OrtSession, OrtTensor, OrtTensorMetadata } from '../../../src/runtime/ort';

type Shape = OrtTensorMetadata['shape'];
export type Declared = Readonly<Record<string, readonly [OrtTensorMetadata['type'], Shape]>>;

function metadata(declared: Declared): OrtTensorMetadata[] {
  return Object.entries(declared).map(([name, [type, shape]]) => ({
    name,
    isTensor: true,
    type,
    shape,
  }));
}

export type Answer = (feeds: Record<string, OrtTensor>) => Record<string, OrtTensor>;

/** A graph over a made-up session; `calls` collects what it is fed. */
export function fakeGraph(
  on: Session,
  stage: string,
  inputs: Declared,
  outputs: Declared,
  answer: Answer,
): { graph: Graph; calls: Record<string, OrtTensor>[] } {
  const calls: Record<string, OrtTensor>[] = [];
  const session: OrtSession = {
    run: (feeds: Record<string, OrtTensor>) => {
      // The graph disposes its tensors after the run; keep what they held.
      calls.push(
        Object.fromEntries(
          Object.entries(feeds).map(([name, tensor]) => [
            name,
            new on.ort.Tensor(tensor.type, tensor.data, tensor.dims),
          ]),
        ),
      );
      return Promise.resolve().then(() => answer(feeds));
    },
    release: () => Promise.resolve(),
    startProfiling: () => undefined,
    endProfiling: () => undefined,
    inputNames: Object.keys(inputs),
    outputNames: Object.keys(outputs),
    inputMetadata: metadata(inputs),
    outputMetadata: metadata(outputs),
  };
  return { graph: new Graph(stage, session, on), calls };
}
