/**
 * The one door to ONNX Runtime: its types for the rest of this folder, and how a module is opened.
 *
 * Which build to open is a decision of the place (a page's worker, Node), so it is handed in as an
 * OrtLoader: `ort-browser` fetches one of three WebAssembly builds from our own origin, `ort-node`
 * takes the same kernels from the package.
 */
import type { Env, InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-web';

export type BackendKind = 'webgpu' | 'wasm';

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
  /** Which build it is, for reports: "jspi", "asyncify", "wasm" or "node". */
  readonly build: string;
}

export interface OrtLoader {
  /** Threads that WebAssembly may use here. */
  readonly threads: number;
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
