/**
 * An opened backend: ONNX Runtime, the device if there is one, and the queue through which every
 * operation goes.
 *
 * A backend breaks as a whole. After a lost device, exhausted memory or a trap of the WebAssembly,
 * calls in flight and calls that wait are rejected with that error and later ones at once: the owner
 * then ends the thread, which is the only thing that gives WebAssembly memory back, and starts a new
 * one. What ONNX Runtime merely refuses is unexpected (Internal), and breaks nothing.
 */
import { StillroomError, type ErrorCode } from '../core/errors';
import { Graph, type GraphHost } from './graph';
import { commonFolder } from './file-places';
import { onnxStub } from './onnx-stub';
import type { BackendKind, OpenedOrt, OrtModule, OrtSession, OrtSessionOptions } from './ort';
import { SerialQueue } from '../core/serial-queue';

/** A model's bytes and the weight files that it names. */
export interface GraphFiles {
  readonly content: Blob | Uint8Array;
  readonly data?: readonly { readonly path: string; readonly content: Blob }[];
  /** Computed on the processor, also where the backend is a graphics card. */
  readonly onProcessor?: boolean;
}

/** A graph's own file from this size on goes in as a stub that points into it, in bytes. */
const LARGE_FILE = 2 ** 26;

/** The same graph, its weights named where they lie instead of read into one array with it. */
async function lightened(files: GraphFiles): Promise<GraphFiles> {
  const { content, data = [] } = files;
  if (!(content instanceof Blob) || content.size < LARGE_FILE) return files;
  try {
    const stub = await onnxStub(content);
    return stub === null
      ? files
      : { ...files, content: stub.content, data: [...data, ...stub.data] };
  } catch (error) {
    // What is wrong with the file is ONNX Runtime's to say.
    if (error instanceof RangeError) return files;
    throw error;
  }
}

/**
 * Weight files as a build takes them: those of WebAssembly read a Blob themselves, the native one reads a folder, or
 * wants bytes.
 */
async function weightsFor(
  build: string,
  data: NonNullable<GraphFiles['data']>,
): Promise<OrtSessionOptions> {
  if (data.length === 0) return {};
  if (build !== 'native') {
    return { externalData: data.map(({ path, content }) => ({ path, data: content })) };
  }
  const folder = commonFolder(data);
  if (folder !== null) {
    // ONNX Runtime reads whatever is there by now; a Blob refuses where its file is another one.
    for (const { content } of data) await content.slice(0, 1).arrayBuffer();
    return { extra: { session: { model_external_initializers_file_folder_path: folder } } };
  }
  const externalData: { path: string; data: Uint8Array }[] = [];
  for (const { path, content } of data) {
    externalData.push({ path, data: new Uint8Array(await content.arrayBuffer()) });
  }
  return { externalData };
}

const OUT_OF_MEMORY =
  /out of memory|bad_alloc|OOM|failed to allocate|allocation failed|allocation size overflow|cannot enlarge memory|invalid array length/i;
/**
 * The last two are what waits for a device hears of its loss, before anyone is told of it: ONNX Runtime itself
 * unmaps no buffer that is being mapped.
 */
const DEVICE_LOST =
  /device (is |was )?lost|device.*destroyed|lost device|unmapped before mapping was resolved|external instance reference no longer exists/i;

/** Errors after which ONNX Runtime's memory or device is gone for good. */
const BREAKING: ReadonlySet<ErrorCode> = new Set(['DeviceLost', 'OutOfMemory', 'WorkerLost']);

/** What a Blob is read with whose file is another one by now, or gone. */
const UNREADABLE: ReadonlySet<string> = new Set(['NotReadableError', 'NotFoundError']);

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The error of a failed operation of ONNX Runtime, by what its message says. */
export function classifyFailure(stage: string, error: unknown, otherwise: StillroomError) {
  if (error instanceof StillroomError) return error;
  const message = messageOf(error);
  const data = { stage };
  if (OUT_OF_MEMORY.test(message)) {
    return new StillroomError(
      'OutOfMemory',
      `Memory ran out in ${stage} (${message}). Lower the batch size, close other tabs, or use a smaller model.`,
      data,
      { cause: error },
    );
  }
  if (DEVICE_LOST.test(message)) {
    return new StillroomError(
      'DeviceLost',
      `The graphics device was lost in ${stage} (${message}). Load the model again, or choose the backend "wasm".`,
      data,
      { cause: error },
    );
  }
  if (error instanceof WebAssembly.RuntimeError) {
    return new StillroomError(
      'WorkerLost',
      `ONNX Runtime crashed in ${stage} (${message}). Load the model again.`,
      data,
      { cause: error },
    );
  }
  return otherwise;
}

export class Session implements GraphHost {
  readonly backend: BackendKind;
  readonly build: string;
  readonly ort: OrtModule;
  /** The device that its graphs share, null on WebAssembly. */
  readonly device: GPUDevice | null;
  readonly #threads: number | undefined;
  readonly #queue = new SerialQueue();
  readonly #pending = new Set<(error: StillroomError) => void>();
  readonly #graphs = new Set<Graph>();
  #failure: StillroomError | null = null;

  constructor(backend: BackendKind, opened: OpenedOrt, device: GPUDevice | null) {
    this.backend = backend;
    this.build = opened.build;
    this.ort = opened.ort;
    this.device = device;
    this.#threads = opened.sessionThreads;
  }

  /** Why this backend is broken for good, or null while it works. */
  get failure(): StillroomError | null {
    return this.#failure;
  }

  /** Breaks the backend: everything pending and everything later is rejected with the error. */
  fail(error: StillroomError): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#queue.close(error);
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
  }

  /**
   * Runs an operation alone, after those before it.
   * @throws StillroomError the backend's failure, even while an operation hangs on a dead device
   */
  exclusive<T>(operation: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      this.#pending.add(reject);
      this.#queue
        .run(operation)
        .then(resolve, reject)
        .finally(() => {
          this.#pending.delete(reject);
        });
    });
  }

  #provider(onProcessor: boolean): NonNullable<OrtSessionOptions['executionProviders']>[number] {
    const { backend, device } = this;
    // Every build has the processor's operators too, under this name.
    if (onProcessor && backend !== 'wasm') return 'cpu';
    if (backend !== 'webgpu') return backend;
    return { name: 'webgpu', preferredLayout: 'NCHW', ...(device && { device }) };
  }

  /**
   * What a session is opened with here, its weights aside.
   * @param kept outputs that stay on the device, where there is one
   */
  options({
    onProcessor = false,
    kept = [],
  }: Pick<GraphFiles, 'onProcessor'> & {
    readonly kept?: readonly string[];
  }): OrtSessionOptions {
    const { device } = this;
    return {
      executionProviders: [this.#provider(onProcessor)],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(this.#threads !== undefined && { intraOpNumThreads: this.#threads }),
      ...(device &&
        kept.length > 0 && {
          preferredOutputLocation: Object.fromEntries(kept.map((name) => [name, 'gpu-buffer'])),
        }),
    };
  }

  /**
   * Makes a session.
   * @param stage what the graph does, for errors: "unet"
   * @throws StillroomError PackInvalid when ONNX Runtime does not take the graph; OutOfMemory;
   *   DeviceLost
   */
  async createGraph(stage: string, files: GraphFiles): Promise<Graph> {
    const session = await this.exclusive(async (): Promise<OrtSession> => {
      try {
        const light = await lightened(files);
        const { content, data = [], onProcessor = false } = light;
        const bytes =
          content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : content;
        const weights = await weightsFor(this.build, data);
        return await this.ort.InferenceSession.create(bytes, {
          ...this.options({ onProcessor }),
          ...weights,
        });
      } catch (error) {
        if (error instanceof DOMException && UNREADABLE.has(error.name)) {
          throw new StillroomError(
            'PackInvalid',
            `A file of ${stage} can't be read: ${error.message}. It was changed or moved after it was checked. Choose the model's folder again.`,
            { stage },
            { cause: error },
          );
        }
        const refused = new StillroomError(
          'PackInvalid',
          `ONNX Runtime can't open ${stage} on ${this.backend}: ${messageOf(error)}. The graph is damaged or uses operators that this backend lacks.`,
          { stage },
          { cause: error },
        );
        throw this.#noted(classifyFailure(stage, error, refused));
      }
    });
    const graph = new Graph(stage, session, this);
    this.#graphs.add(graph);
    return graph;
  }

  /** Runs an operation of a graph, alone, with its failure put into words. */
  runIn<T>(stage: string, operation: () => Promise<T>): Promise<T> {
    return this.exclusive(async () => {
      try {
        return await operation();
      } catch (error) {
        const stopped = new StillroomError(
          'Internal',
          `${stage} stopped with an error on ${this.backend}: ${messageOf(error)}. Try the other backend, or another model.`,
          { stage },
          { cause: error },
        );
        throw this.#noted(classifyFailure(stage, error, stopped));
      }
    });
  }

  /** Some failures concern the whole backend. */
  #noted(error: StillroomError): StillroomError {
    if (BREAKING.has(error.code)) this.fail(error);
    return error;
  }

  /** Forgets a graph that released itself. */
  forget(graph: Graph): void {
    this.#graphs.delete(graph);
  }

  /** Releases all sessions and the device; waits for the operation that is running. */
  async dispose(): Promise<void> {
    for (const graph of this.#graphs) {
      if (this.#failure) break;
      // One that does not let go ends with the thread: it must not keep the others, the device or an error back.
      await graph.release().catch(() => undefined);
    }
    this.fail(new StillroomError('WorkerLost', 'The model was closed. Load it again.'));
    this.device?.destroy();
  }
}
