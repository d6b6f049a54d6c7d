/** The place of the models: what is known of them beside their descriptions. */
import { create } from 'zustand';
import { noNames, type ByName } from '../../core/by-name';
import type { AdapterFacts } from '../../runtime/gpu-device';

/** How long an image took on this machine. */
export interface Pace {
  readonly seconds: number;
  /** "WASM, 2 threads" */
  readonly on: string;
}

/** What this machine has for a model. */
export interface Machine {
  /** null without WebGPU. */
  readonly gpu: AdapterFacts | null;
  /** Main memory in bytes; null where the browser does not tell, as of 8 GB and more. */
  readonly memoryBytes: number | null;
}

export interface ModelsState {
  /** True while the place is open. */
  readonly open: boolean;
  /** By the SHA-256 of pack.json. */
  readonly paces: ByName<Pace>;
  /** null until it was looked at. */
  readonly machine: Machine | null;
}

export const useModels = create<ModelsState>(() => ({
  open: false,
  paces: noNames(),
  machine: null,
}));
