/**
 * One ONNX graph: its declared inputs, and a run that trusts nothing.
 */
import { ownNames, type ByName, type OwnNames } from '../core/by-name';
import { StillroomError } from '../core/errors';
import type { BackendKind, OrtModule, OrtSession, OrtTensor, OrtTensorMetadata } from './ort';
import { allFinite, makeTensor, readTensor, type NumericArray } from './tensor-values';

export interface GraphValue {
  readonly values: NumericArray;
  readonly dims: readonly number[];
}

/** What a graph needs of the backend that it runs on. */
export interface GraphHost {
  readonly backend: BackendKind;
  readonly ort: OrtModule;
  /** Runs an operation alone and puts its failure into words. */
  runIn<T>(stage: string, operation: () => Promise<T>): Promise<T>;
  /** Forgets a graph that released itself. */
  forget(graph: Graph): void;
}

function byName(metadata: OrtSession['inputMetadata']): Map<string, OrtTensorMetadata> {
  const named = new Map<string, OrtTensorMetadata>();
  for (const entry of metadata) if (entry.isTensor) named.set(entry.name, entry);
  return named;
}

export class Graph {
  readonly stage: string;
  readonly inputs: ReadonlyMap<string, OrtTensorMetadata>;
  readonly outputs: ReadonlyMap<string, OrtTensorMetadata>;
  readonly #session: OrtSession;
  readonly #host: GraphHost;

  constructor(stage: string, session: OrtSession, host: GraphHost) {
    this.stage = stage;
    this.inputs = byName(session.inputMetadata);
    this.outputs = byName(session.outputMetadata);
    this.#session = session;
    this.#host = host;
  }

  /**
   * The declaration of an input or output that the graph must have.
   * @throws StillroomError PackInvalid listing the names that it has instead
   */
  require(side: 'inputs' | 'outputs', name: string): OrtTensorMetadata {
    const found = this[side].get(name);
    if (found) return found;
    throw new StillroomError(
      'PackInvalid',
      `${this.stage} has no ${side.slice(0, -1)} "${name}"; it has ${[...this[side].keys()].map((key) => `"${key}"`).join(', ')}. Export the model with the names of a Stable Diffusion pipeline.`,
      { stage: this.stage, name },
    );
  }

  /**
   * Runs the graph once.
   * @param feeds values by input name; converted to the declared types
   * @param wanted outputs to compute; the others are not fetched
   * @throws StillroomError NonFiniteOutput when a float output holds NaN or infinity; PackInvalid
   *   for a name that the graph lacks; OutOfMemory, DeviceLost, WorkerLost
   */
  async run<const Name extends string>(
    feeds: OwnNames<GraphValue>,
    wanted: readonly Name[],
  ): Promise<Record<Name, GraphValue>> {
    const tensors = new Map<string, OrtTensor>();
    for (const [name, { values, dims }] of Object.entries(feeds)) {
      const { type } = this.require('inputs', name);
      tensors.set(name, makeTensor(this.#host.ort, type, values, dims));
    }
    const given = ownNames(tensors);
    const results = await this.#host.runIn(this.stage, () => this.#session.run(given, wanted));
    const read = new Map<string, GraphValue>();
    for (const name of wanted) {
      const tensor = results[name];
      if (tensor === undefined) throw this.#missing(name);
      read.set(name, { values: readTensor(tensor), dims: tensor.dims });
      tensor.dispose();
    }
    for (const tensor of tensors.values()) tensor.dispose();
    this.#requireFinite(read);
    return ownNames(read) as Record<Name, GraphValue>;
  }

  #missing(name: string): StillroomError {
    return new StillroomError('PackInvalid', `${this.stage} returned no "${name}".`, {
      stage: this.stage,
      name,
    });
  }

  #requireFinite(outputs: ByName<GraphValue>): void {
    for (const [name, { values }] of outputs) {
      if (values instanceof Int32Array || allFinite(values)) continue;
      const position = values.findIndex((value) => !Number.isFinite(value));
      throw new StillroomError(
        'NonFiniteOutput',
        `${this.stage} computed ${String(values[position])} at position ${position} of "${name}" on ${this.#host.backend}. The result is of no use; try the other backend, a lower CFG scale, or a float32 model.`,
        { stage: this.stage, output: name, position, backend: this.#host.backend },
      );
    }
  }

  /** Frees the session. */
  async release(): Promise<void> {
    this.#host.forget(this);
    await this.#host.runIn(this.stage, () => this.#session.release());
  }
}

/** A graph as a pack's user sees it: somebody else opens and releases it. */
export type PackGraph = Pick<Graph, 'stage' | 'inputs' | 'outputs' | 'require' | 'run'>;

/** The floats of an output. */
export function floats({ values }: GraphValue): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}
