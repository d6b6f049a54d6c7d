/**
 * The one door to ONNX Runtime: its types for the rest of this folder, and how a module is opened.
 *
 * Which build to open is a decision of the place (a page's worker, Node), so it is handed in as an
 * OrtLoader: `ort-browser` fetches one of three WebAssembly builds from our own origin, `ort-node`
 * takes the same kernels from the package.
 */
import type { Env, InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-web';

/** A page has the first two; Node has WebAssembly too, and natively whatever onnxruntime-node brings. */
export type BackendKind = 'webgpu' | 'wasm' | 'cpu' | 'cuda';

/** What we use of an opened ONNX Runtime module. */
export interface OrtModule {
  readonly env: Env;
  readonly Tensor: TensorConstructor;
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
}

export interface OpenedOrt {
  readonly ort: OrtModule;
  /** Which build it is, for reports: "jspi", "asyncify", "wasm", "node" or "native". */
  readonly build: string;
  /** Threads of a session, where the module has no setting for all of them. */
  readonly sessionThreads?: number;
}

/** The package that computes, with its version as it says it itself: "onnxruntime-web 1.30.0". */
export function runtimeOf({ ort, build }: Pick<OpenedOrt, 'ort' | 'build'>): string {
  const { node, web } = ort.env.versions;
  const [name, version] =
    build === 'native' ? ['onnxruntime-node', node] : ['onnxruntime-web', web];
  return version === undefined ? name : `${name} ${version}`;
}

export interface OrtLoader {
  /** Threads that the processor's part may use here. */
  readonly threads: number;
  /** The one backend that it opens, a native one: there is nothing to choose, and no device of ours. */
  readonly only?: BackendKind;
  /**
   * Opens the build that serves a backend. The WebAssembly itself is fetched by the first session;
   * a failure there is final for this thread.
   */
  open(backend: BackendKind): Promise<OpenedOrt>;
}

export type OrtSession = InferenceSession;
export type OrtSessionOptions = InferenceSession.SessionOptions;
export type OrtTensor = Tensor;
export type OrtTensorType = Tensor.Type;
export type OrtTensorMetadata = InferenceSession.TensorValueMetadata;
