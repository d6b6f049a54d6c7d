/**
 * A loaded model: what a worker owns and exposes.
 *
 * Opening goes: description and files (checked), backend (chosen), sessions, one warm-up run of each
 * network, since the first run compiles shaders and allocates arenas. The dense kernels run on the
 * same backend and wait in the same queue.
 */
import { initialNoise } from '../core/diffusion/noise';
import { StillroomError, throwIfAborted } from '../core/errors';
import type { PackDescription } from '../core/formats/pack';
import { openBackend, type BackendReport, type BackendRequest } from './backend';
import type { Session } from './session';
import type { KernelGraphs } from './kernel-graphs';
import { Kernels } from './kernels/kernels';
import { sameInCompany, twice } from './lone-rows';
import type { OrtLoader } from './ort';
import { OrtDiffuser, textEncoderOf, type DiffuserGraphs } from './ort-diffuser';
import { loadPack, type LoadedPack } from './pack-loader';
import type { PackSource } from './pack-source';
import type { OnLoadProgress } from './progress';
import { PromptTokenizer } from './prompt-tokenizer';
import type { WeightCache } from './weight-cache';

export interface ModelRuntimeOptions {
  readonly loader: OrtLoader;
  readonly kernels: KernelGraphs;
  readonly cache?: WeightCache | null;
  /** Rows that a session gets at once, at most. */
  readonly maxRows?: number;
}

export interface LoadRequest {
  readonly backend?: BackendRequest;
  readonly onProgress?: OnLoadProgress;
  readonly signal?: AbortSignal;
}

/** First-run milliseconds by role. */
export type WarmUpTimes = Readonly<Record<keyof DiffuserGraphs, number>>;

export interface ModelReport {
  readonly pack: PackDescription;
  /** SHA-256 of pack.json. */
  readonly packHash: string;
  readonly backend: BackendReport;
  readonly warmUp: WarmUpTimes;
  /** What went wrong without stopping the load, as sentences. */
  readonly warnings: readonly string[];
}

async function timed<T>(operation: () => Promise<T>): Promise<[result: T, milliseconds: number]> {
  const started = performance.now();
  const result = await operation();
  return [result, performance.now() - started];
}

/** Runs each network once; on several threads twice where it matters, see lone-rows.ts. */
async function warmUp(
  diffuser: OrtDiffuser,
  threads: number,
  report: (text: string) => void,
): Promise<WarmUpTimes> {
  const { pack } = diffuser;
  const latents = Float32Array.from(initialNoise(0, pack.id, 0, pack.latent));
  const timesteps = Float32Array.of(pack.schedule.trainTimesteps / 2);
  const pixels = Uint8Array.from(
    { length: pack.resolution * pack.resolution * 3 },
    (_, i) => 128 + 100 * Math.sin(i),
  );
  report('First run of the text encoder');
  const [text, text_encoder] = await timed(() => diffuser.encodeText([pack.condition.nullPrompt]));
  const row = { sample: latents, timesteps, condition: text.data, rows: 1 };
  report('First run of the denoiser');
  const [noise, denoiser] = await timed(() => diffuser.predictNoise(row));
  report('First run of the image encoder');
  const [encoded, vae_encoder] = await timed(() => diffuser.encode(pixels, 1));
  report('First run of the image decoder');
  const [, vae_decoder] = await timed(() => diffuser.decode(latents, 1));
  if (threads > 1) {
    const pair = {
      sample: twice(latents),
      timesteps: twice(timesteps),
      condition: twice(text.data),
      rows: 2,
    };
    diffuser.copyLoneRows({
      denoiser: !sameInCompany(noise, await diffuser.predictNoise(pair)),
      vae_encoder: !sameInCompany(encoded, await diffuser.encode(twice(pixels), 2)),
    });
  }
  return { text_encoder, denoiser, vae_encoder, vae_decoder };
}

export class ModelRuntime {
  readonly report: ModelReport;
  readonly diffuser: OrtDiffuser;
  readonly kernels: Kernels;
  readonly #session: Session;

  private constructor(
    report: ModelReport,
    diffuser: OrtDiffuser,
    kernels: Kernels,
    session: Session,
  ) {
    this.report = report;
    this.diffuser = diffuser;
    this.kernels = kernels;
    this.#session = session;
  }

  /**
   * Loads a pack onto a backend.
   * @throws StillroomError PackInvalid, Unsupported, OutOfMemory, DeviceLost, NonFiniteOutput,
   *   Aborted. After OutOfMemory and DeviceLost the worker must be started anew.
   */
  static async load(
    source: PackSource,
    { loader, kernels, cache = null, maxRows }: ModelRuntimeOptions,
    { backend = 'auto', onProgress, signal }: LoadRequest = {},
  ): Promise<ModelRuntime> {
    const loaded = await loadPack(source, { cache, onProgress, signal });
    const totalBytes = loaded.totalBytes;
    const tell = (stage: 'backend' | 'sessions' | 'warm-up', text: string) => {
      throwIfAborted(signal);
      onProgress?.({ stage, text, loadedBytes: totalBytes, totalBytes });
    };
    tell('backend', 'Choosing where to compute');
    const opened = await openBackend(backend, { loader, kernels });
    try {
      const graphs = await openGraphs(opened.session, loaded, (text) => tell('sessions', text));
      const tokenizer = new PromptTokenizer(
        (await loaded.files.get('tokenizer')?.text()) ?? '',
        textEncoderOf(loaded.pack),
      );
      const options = maxRows === undefined ? {} : { maxRows };
      const diffuser = new OrtDiffuser(loaded.pack, graphs, tokenizer, options);
      const { kind, threads } = opened.report;
      const times = await warmUp(
        diffuser,
        kind === 'wasm' || kind === 'cpu' ? threads : 1,
        (text) => tell('warm-up', text),
      );
      const report: ModelReport = {
        pack: loaded.pack,
        packHash: loaded.hash,
        backend: opened.report,
        warmUp: times,
        warnings: loaded.warnings,
      };
      return new ModelRuntime(
        report,
        diffuser,
        new Kernels(opened.session, kernels),
        opened.session,
      );
    } catch (error) {
      await opened.session.dispose();
      throw error;
    }
  }

  /** Frees sessions and device. WebAssembly memory comes back only with the end of the worker. */
  async dispose(): Promise<void> {
    await this.#session.dispose();
  }
}

async function openGraphs(
  session: Session,
  { graphs, pack }: LoadedPack,
  report: (text: string) => void,
): Promise<DiffuserGraphs> {
  const open = (role: keyof DiffuserGraphs) => {
    report(`Preparing ${role}`);
    const files = graphs.get(role);
    if (files !== undefined) return session.createGraph(role, files);
    throw new StillroomError(
      'Unsupported',
      `The model "${pack.name}" has no ${role}. Choose a model that has one.`,
      { pack: pack.id, role },
    );
  };
  return {
    text_encoder: await open('text_encoder'),
    denoiser: await open('denoiser'),
    vae_encoder: await open('vae_encoder'),
    vae_decoder: await open('vae_decoder'),
  };
}
