/** What the selection's stages work with, and how a person sees and stops them. */
import type { IngestPool } from '../../../data/ingest/pool';
import type { StageStore } from '../../../data/store/stage-store';
import type { WindowsPlan } from '../../../methods/windows/plan';
import type { ModelReport } from '../../../runtime/model-runtime';
import type { AnalysisHost } from '../analysis-host';
import type { LatentStore } from '../class-latents';
import type { Library } from '../library';
import type { ModelHost, OnControl } from '../model-host';
import type { SelectionHost } from './selection-host';

export interface SelectionParts {
  readonly library: Library;
  readonly model: ModelHost;
  readonly latents: LatentStore;
  readonly analysis: AnalysisHost;
  readonly pool: IngestPool;
  readonly store: StageStore;
  readonly thread: SelectionHost;
}

export interface StageHooks {
  readonly signal: AbortSignal;
  /** What is happening, and how many images of how many are done. */
  readonly tell: (activity: string, done: number, total: number) => void;
  readonly onControl: OnControl;
  /** Resolves at once, or when a pause ends. */
  readonly paused: () => Promise<void>;
}

/** A class under a plan: everything that decides its list. */
export interface ClassTask {
  readonly folder: string;
  readonly name: string;
  /** The prompt that its images are scored with, before the template; a control takes another's. */
  readonly prompt: string;
  readonly plan: WindowsPlan;
  readonly report: ModelReport;
}

/** What a score depends on beside the image: the model and where it runs. */
export function modelIdentity({ packHash, backend }: ModelReport) {
  return { pack: packHash, backend: { kind: backend.kind, threads: backend.threads } };
}
