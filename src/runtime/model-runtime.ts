/**
 * A loaded model: what a worker owns and exposes.
 *
 * Opening goes: description and files (checked) while WebAssembly starts, backend (chosen), sessions, one warm-up run of each
 * network, since the first run compiles shaders and allocates arenas; on WebGPU the denoiser's is compared
 * with the processor's (self-test.ts). The dense kernels run in the
 * same ONNX Runtime, on the processor, and wait in the same queue.
 */
import { stackConditions } from '../core/diffusion/condition';
import { initialNoise } from '../core/diffusion/noise';
import { StillroomError, throwIfAborted } from '../core/errors';
import { packBytes, packGraphs, type GraphRole, type PackDescription } from '../core/formats/pack';
import { openBackend, wakeWasm, type BackendReport, type BackendRequest } from './backend';
import { largestBuffer as bufferOf } from './call-size';
import type { Session } from './session';
import type { PackGraph } from './graph';
import type { KernelGraphs } from './kernel-graphs';
import { Kernels } from './kernels/kernels';
import { sameInCompany, twice } from './lone-rows';
import type { BackendKind, OrtLoader } from './ort';
import { openConditions } from './conditions/open-conditions';
import { OrtDiffuser, DEFAULT_MAX_ROWS, type DiffuserGraphs } from './ort-diffuser';
import { loadPack, type LoadedPack } from './pack-loader';
import type { PackSource } from './pack-source';
import type { OnLoadProgress } from './progress';
import { Miscomputed, requireHalves, selfTest, type DeviceAnswer } from './self-test';
import { openingOrder, Turns } from './turns';
import type { WeightCache } from './weight-cache';

export interface ModelRuntimeOptions {
  readonly loader: OrtLoader;
  readonly kernels: KernelGraphs;
  readonly cache?: WeightCache | null;
  /** Rows that a session gets at once, at most. */
  readonly maxRows?: number;
  /** Bytes of one array inside a call, at most; as the backend has it where left out (call-size.ts). */
  readonly largestBuffer?: number;
  /** Bytes of a pack from which its sessions take turns, see turns.ts. */
  readonly turnsFrom?: number;
}

/** Where a page's memory and a browser's buffers end is about twice as much. */
const LARGE_PACK = 2e9;
/** A native runtime has the machine's own memory. */
const NATIVE: ReadonlySet<BackendKind> = new Set(['cpu', 'cuda']);

export interface LoadRequest {
  readonly backend?: BackendRequest;
  readonly onProgress?: OnLoadProgress;
  readonly signal?: AbortSignal;
}

/** First-run milliseconds by role, with those of its opening where sessions take turns. */
export type WarmUpTimes = Readonly<Partial<Record<GraphRole, number>>>;

export interface ModelReport {
  readonly pack: PackDescription;
  /** SHA-256 of pack.json. */
  readonly packHash: string;
  readonly backend: BackendReport;
  readonly warmUp: WarmUpTimes;
  /** Side in pixels of the tiles in which images are decoded; left out where they are decoded whole. */
  readonly tileSide?: number;
  /** What went wrong without stopping the load, as sentences. */
  readonly warnings: readonly string[];
}

async function timed<T>(operation: () => Promise<T>): Promise<[result: T, milliseconds: number]> {
  const started = performance.now();
  const result = await operation();
  return [result, performance.now() - started];
}

/** Says what is under way; stops where a stop was asked for. */
type Tell = (stage: 'backend' | 'sessions' | 'warm-up', text: string) => void;

interface WarmUp {
  readonly times: WarmUpTimes;
  /** What the denoiser was asked, and what it gave. */
  readonly answer: DeviceAnswer;
}

/** Runs each network once; on several threads twice where it matters, see lone-rows.ts. */
async function warmUp(
  diffuser: OrtDiffuser,
  threads: number,
  report: (text: string) => void,
): Promise<WarmUp> {
  const { pack } = diffuser;
  const latents = Float32Array.from(initialNoise(0, pack.id, 0, pack.latent));
  const timesteps = Float32Array.of(pack.schedule.trainTimesteps / 2);
  const pixels = Uint8Array.from(
    { length: pack.resolution * pack.resolution * 3 },
    (_, i) => 128 + 100 * Math.sin(i),
  );
  report('Making the first condition');
  const { nullPrompt, kind } = pack.condition;
  const [[condition = {}], text_encoder] = await timed(() => diffuser.makeConditions([nullPrompt]));
  const times: Partial<Record<GraphRole, number>> = {
    ...(kind === 'text' && { text_encoder }),
  };
  // All that prepares, then all that samples: sessions may take turns.
  const copied = { denoiser: false, vae_encoder: false };
  if (pack.graphs.vae_encoder) {
    report('First run of the image encoder');
    const [encoded, encoder] = await timed(() => diffuser.encode(pixels, 1));
    times.vae_encoder = encoder;
    if (threads > 1) {
      copied.vae_encoder = !sameInCompany(encoded, await diffuser.encode(twice(pixels), 2));
    }
  }
  const row = { sample: latents, timesteps, condition, rows: 1 };
  report('First run of the denoiser');
  const [noise, denoiser] = await timed(() => diffuser.predictNoise(row));
  times.denoiser = denoiser;
  if (threads > 1) {
    const pair = {
      sample: twice(latents),
      timesteps: twice(timesteps),
      condition: stackConditions([condition, condition]),
      rows: 2,
    };
    copied.denoiser = !sameInCompany(noise, await diffuser.predictNoise(pair));
  }
  report('First run of the image decoder');
  [, times.vae_decoder] = await timed(() => diffuser.decode(latents, 1));
  diffuser.copyLoneRows(copied);
  return { times, answer: { sample: latents, timesteps, condition, noise } };
}

function tilesSentence({ resolution, name }: PackDescription, side: number): string {
  return `The buffers of this device are too small to decode an image of ${name} whole, ${resolution} × ${resolution} px: it is decoded in overlapping tiles of ${side} px, whose tones may differ a little from tile to tile.`;
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
   * Loads a pack onto a backend. Where the choice is ours and WebGPU computes the pack's network wrongly,
   * WebAssembly takes its place and the report says why.
   * @throws StillroomError PackInvalid, Unsupported, OutOfMemory, DeviceLost, NonFiniteOutput,
   *   Aborted. After OutOfMemory and DeviceLost the worker must be started anew.
   */
  static async load(
    source: PackSource,
    place: ModelRuntimeOptions,
    { backend = 'auto', onProgress, signal }: LoadRequest = {},
  ): Promise<ModelRuntime> {
    // WebAssembly starts while files come. What goes wrong there is met again, and told, when it is opened.
    const waking = wakeWasm(backend, place).catch(() => undefined);
    const loaded = await loadPack(source, { cache: place.cache ?? null, onProgress, signal });
    await waking;
    const { totalBytes } = loaded;
    const tell: Tell = (stage, text) => {
      throwIfAborted(signal);
      onProgress?.({ stage, text, loadedBytes: totalBytes, totalBytes });
    };
    try {
      return await ModelRuntime.#open(loaded, place, backend, tell);
    } catch (error) {
      if (backend !== 'auto' || !(error instanceof Miscomputed)) throw error;
      return await ModelRuntime.#open(loaded, place, 'wasm', tell, error.message);
    }
  }

  /** @param why in place of the backend's own reason */
  static async #open(
    loaded: LoadedPack,
    {
      loader,
      kernels,
      maxRows = DEFAULT_MAX_ROWS,
      turnsFrom = LARGE_PACK,
      largestBuffer,
    }: ModelRuntimeOptions,
    backend: BackendRequest,
    tell: Tell,
    why?: string,
  ): Promise<ModelRuntime> {
    tell('backend', 'Choosing where to compute');
    const opened = await openBackend(backend, { loader, kernels });
    try {
      const { device } = opened.session;
      const where = opened.report.adapter ?? 'this machine';
      if (device !== null) requireHalves(loaded.pack, device, where);
      const inTurns = packBytes(loaded.pack) >= turnsFrom && !NATIVE.has(opened.report.kind);
      const graphs = await openGraphs(opened.session, loaded, inTurns, (text) =>
        tell('sessions', text),
      );
      const conditions = await openConditions(loaded, graphs, maxRows);
      const opening = diffuserGraphs(graphs);
      const diffuser = new OrtDiffuser(loaded.pack, opening, conditions, {
        maxRows,
        largestBuffer: largestBuffer ?? bufferOf(opened.session),
      });
      const { tileSide } = diffuser;
      const { kind, threads } = opened.report;
      const { times, answer } = await warmUp(
        diffuser,
        kind === 'wasm' || kind === 'cpu' ? threads : 1,
        (text) => tell('warm-up', text),
      );
      const denoiser = loaded.graphs.get('denoiser');
      const warnings = [...loaded.warnings];
      if (kind === 'webgpu' && denoiser !== undefined) {
        tell('warm-up', 'Comparing WebGPU with the processor');
        const { warning } = await selfTest(
          opened.session,
          loaded.pack,
          denoiser,
          { graphs: opening, conditions },
          where,
          answer,
        );
        if (warning !== null) warnings.push(warning);
      }
      if (tileSide !== null) warnings.push(tilesSentence(loaded.pack, tileSide));
      const report: ModelReport = {
        pack: loaded.pack,
        packHash: loaded.hash,
        backend: why === undefined ? opened.report : { ...opened.report, reason: why },
        warmUp: times,
        ...(tileSide !== null && { tileSide }),
        warnings,
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

/** A session for every graph that the pack has, all at once or in turns. */
async function openGraphs(
  session: Session,
  { graphs, pack }: LoadedPack,
  inTurns: boolean,
  report: (text: string) => void,
): Promise<ReadonlyMap<GraphRole, PackGraph>> {
  const create = (role: GraphRole) => {
    const files = graphs.get(role);
    if (files !== undefined) return session.createGraph(role, files);
    throw new StillroomError('Internal', `A pack was opened without the files of its ${role}.`);
  };
  const turns = new Turns(create);
  const roles = packGraphs(pack).flatMap(([role]) => (graphs.has(role) ? [role] : []));
  const opened = new Map<GraphRole, PackGraph>();
  for (const role of inTurns ? openingOrder(roles) : roles) {
    report(`Preparing ${role}`);
    opened.set(role, await (inTurns ? turns.graph(role) : create(role)));
  }
  return opened;
}

/** @throws StillroomError Internal where a graph that every pack has is missing */
function diffuserGraphs(opened: ReadonlyMap<GraphRole, PackGraph>): DiffuserGraphs {
  const [denoiser, vae_decoder] = [opened.get('denoiser'), opened.get('vae_decoder')];
  const vae_encoder = opened.get('vae_encoder');
  if (denoiser === undefined || vae_decoder === undefined) {
    throw new StillroomError('Internal', 'A pack was opened without its denoiser or decoder.');
  }
  return { denoiser, vae_decoder, ...(vae_encoder && { vae_encoder }) };
}
