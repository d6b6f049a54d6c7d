/** The model: which packs there are, which is loaded, where it computes and why there. */
import { create } from 'zustand';
import type { PackDescription } from '../../core/formats/pack';
import type { BackendKind } from '../../runtime/ort';

export interface ModelChoice {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  /** embedded: ships with the page. disk: read where it lies, until a reload. kept: fetched into this browser. */
  readonly origin: 'embedded' | 'disk' | 'kept';
  /** What it is; null until it was read. */
  readonly described: DescribedModel | null;
}

export interface DescribedModel {
  readonly pack: PackDescription;
  /** SHA-256 of pack.json. */
  readonly hash: string;
}

export type BackendRequest = 'auto' | 'webgpu' | 'wasm';

export interface BackendInfo {
  readonly kind: BackendKind;
  readonly threads: number;
  /** One sentence: why this backend was chosen. */
  readonly reason: string;
  /** Seconds of the network's first call, with one row; left out where none was made. */
  readonly firstCall?: number;
}

export interface ModelState {
  readonly choices: readonly ModelChoice[];
  readonly chosen: string;
  readonly request: BackendRequest;
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  readonly progress: {
    readonly text: string;
    readonly done: number;
    readonly total: number;
  } | null;
  readonly pack: PackDescription | null;
  readonly packHash: string | null;
  readonly backend: BackendInfo | null;
  readonly error: string | null;
}

export const useModel = create<ModelState>(() => ({
  choices: [],
  chosen: '',
  request: 'auto',
  status: 'idle',
  progress: null,
  pack: null,
  packHash: null,
  backend: null,
  error: null,
}));
