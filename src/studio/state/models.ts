/** The place of the models: what is fetched into this browser, and what is being fetched. */
import { create } from 'zustand';
import { noNames, type ByName } from '../../core/by-name';
import type { KeptModel, RefusedModel } from '../../runtime/download/kept-models';
import type { AdapterFacts } from '../../runtime/gpu-device';

/** A model at an address that a person wrote. */
export interface Download {
  /** looking: its pack.json is read. offered: nothing is fetched yet, or the fetching has stopped. */
  readonly status: 'looking' | 'offered' | 'fetching';
  readonly address: string;
  /** null while it is looked at. */
  readonly model: KeptModel | null;
  /** Bytes of its files that are here, by path. */
  readonly here: ByName<number>;
  /** Room that the browser gives; null where it does not tell. */
  readonly freeBytes: number | null;
  /** Why it stopped, a sentence. */
  readonly problem: string | null;
}

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
  /** Whole and begun ones, by name. */
  readonly kept: readonly KeptModel[];
  /** Kept ones that cannot be read. */
  readonly refused: readonly RefusedModel[];
  readonly download: Download | null;
  /** By the SHA-256 of pack.json. */
  readonly paces: ByName<Pace>;
  /** null until it was looked at. */
  readonly machine: Machine | null;
}

export const useModels = create<ModelsState>(() => ({
  open: false,
  kept: [],
  refused: [],
  download: null,
  paces: noNames(),
  machine: null,
}));
