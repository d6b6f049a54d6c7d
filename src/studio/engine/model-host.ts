/**
 * The model thread as the page sees it: which pack is loaded, where it computes, and every call
 * into it. A thread that broke (lost device, memory, killed) is started again with the same pack by
 * the next call that needs it.
 */
import { transfer, type Remote } from 'comlink';
import { StillroomError } from '../../core/errors';
import type { SampleJob } from '../../core/sampling/sample-request';
import type { BackendRequest } from '../../runtime/backend';
import type { TextEmbedding } from '../../core/diffusion/diffuser';
import type { ModelReport } from '../../runtime/model-runtime';
import type { PreviewEvent, PreviewLane } from '../../run/model/preview/previewer';
import type { LoadProgress } from '../../runtime/progress';
import type { WindowDescriptors } from '../../run/model/scoring/describe-windows';
import type { ScoreUpdate } from '../../run/model/scoring/score-images';
import type {
  ControlMessage,
  DescribeJob,
  ModelFunctions,
  PackPlace,
  SampledImage,
  ScoreJob,
  StepEvent,
} from '../../../workers/model';
import { useModel, type ModelChoice } from '../state/model';
import { notify } from '../state/notices';
import type { Gate } from './gate';
import { problemText } from './problem-text';
import { Thread } from './thread';

/** How long a cancelled step may still run before its thread is killed. */
const CANCEL_PATIENCE_MS = 3000;

const EMBEDDED: ModelChoice & { readonly place: PackPlace } = {
  id: 'stillroom-64',
  name: 'Stillroom 64',
  detail: 'Embedded; 64 px, works offline',
  place: {
    kind: 'site',
    id: 'stillroom-64',
    url: new URL('packs/stillroom-64/', document.baseURI).href,
  },
};

/** Hands out the way to pause and resume a running call; null when it is over. */
export type OnControl = (send: ((message: 'pause' | 'resume') => void) | null) => void;

/** Background work waits this long for a model: a small one is there by then, a large one takes minutes. */
const PATIENCE_MS = 3000;

export class ModelHost {
  readonly #thread = new Thread<ModelFunctions>(
    'model',
    () => new Worker(new URL('../../../workers/model.ts', import.meta.url), { type: 'module' }),
  );
  readonly #places = new Map<string, PackPlace>([[EMBEDDED.id, EMBEDDED.place]]);
  #loading: Promise<ModelReport> | null = null;
  #loadAbort = new AbortController();
  readonly #background: Gate;
  readonly #onReady: (report: ModelReport) => void;

  /**
   * @param background closed while a model loads, for as long as a small one takes
   * @param onReady called after every successful load
   */
  constructor(background: Gate, onReady: (report: ModelReport) => void) {
    this.#background = background;
    this.#onReady = onReady;
    const { id, name, detail } = EMBEDDED;
    useModel.setState({ choices: [{ id, name, detail }], chosen: id });
  }

  addPack(choice: ModelChoice, place: PackPlace): void {
    this.#places.set(choice.id, place);
    useModel.setState((state) => ({
      choices: [...state.choices.filter(({ id }) => id !== choice.id), choice],
    }));
  }

  /** Loads the chosen pack on the chosen backend, in place of what is loaded. */
  async reload(): Promise<void> {
    this.#loadAbort.abort();
    this.#thread.terminate('The model is loaded anew.');
    this.#loading = null;
    try {
      await this.ready();
    } catch {
      // The model's own row says what went wrong.
    }
  }

  /**
   * The loaded model; loads it when it is not, or when its thread is gone.
   * @throws StillroomError what the load ended with
   */
  ready(): Promise<ModelReport> {
    if (
      this.#loading === null ||
      (useModel.getState().status === 'ready' && !this.#thread.running)
    ) {
      this.#loading = this.#load();
    }
    return this.#loading;
  }

  async #load(): Promise<ModelReport> {
    const abort = new AbortController();
    this.#loadAbort = abort;
    const { chosen, request } = useModel.getState();
    const place = this.#places.get(chosen);
    useModel.setState({ status: 'loading', error: null, progress: null });
    const open = this.#background.close();
    const patience = setTimeout(open, PATIENCE_MS);
    try {
      if (place === undefined) throw new Error(`no model "${chosen}"`);
      const report = await this.#callLoad(place, request, abort.signal);
      const { kind, threads, reason } = report.backend;
      useModel.setState({
        status: 'ready',
        progress: null,
        pack: report.pack,
        packHash: report.packHash,
        backend: { kind, threads, reason },
      });
      for (const warning of report.warnings) notify('warning', warning);
      this.#onReady(report);
      return report;
    } catch (error) {
      if (!abort.signal.aborted) {
        useModel.setState({ status: 'failed', progress: null, error: problemText(error) });
        this.#loading = null;
        this.#thread.terminate();
      }
      throw error;
    } finally {
      clearTimeout(patience);
      open();
    }
  }

  async #callLoad(
    place: PackPlace,
    request: BackendRequest,
    signal: AbortSignal,
  ): Promise<ModelReport> {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', ({ data }: MessageEvent<LoadProgress>) => {
      const { text, loadedBytes: done, totalBytes: total } = data;
      useModel.setState({ progress: { text, done, total } });
    });
    port1.start();
    try {
      return await this.#thread.call(
        (remote) => remote.load(place, request, document.baseURI, transfer(port2, [port2])),
        signal,
      );
    } finally {
      port1.close();
    }
  }

  async encodeText(prompts: readonly string[]): Promise<TextEmbedding> {
    await this.ready();
    return this.#thread.call((remote) => remote.encodeText(prompts));
  }

  /** @param pixels RGB bytes of `count` pictures; the array goes to the thread */
  async encode(
    pixels: Uint8Array<ArrayBuffer>,
    count: number,
    signal: AbortSignal,
  ): Promise<Float32Array> {
    await this.ready();
    return this.#thread.call(
      (remote) => remote.encode(transfer(pixels, [pixels.buffer]), count),
      signal,
    );
  }

  /**
   * Samples a batch. A cancel stops it at its next step; a step that takes too long is killed with
   * its thread. `onControl` hands out the way to pause and resume it.
   * @throws StillroomError Aborted, NonFiniteOutput, DeviceLost, OutOfMemory, WorkerLost
   */
  sample(
    job: SampleJob,
    signal: AbortSignal,
    onStep: (event: StepEvent) => void,
    onControl: OnControl,
  ): Promise<SampledImage[]> {
    const listen = ({ data }: MessageEvent<StepEvent>) => onStep(data);
    return this.#long((remote, port) => remote.sample(job, port), signal, listen, onControl);
  }

  /** Scores images; every finished one is told as it comes, and
   * returned at the end. Stops and pauses as `sample` does. */
  score(
    job: ScoreJob,
    signal: AbortSignal,
    onUpdate: (update: ScoreUpdate) => void,
    onControl: OnControl,
  ): Promise<ScoreUpdate[]> {
    const listen = ({ data }: MessageEvent<ScoreUpdate>) => onUpdate(data);
    return this.#long((remote, port) => remote.score(job, port), signal, listen, onControl);
  }

  /** Describes windows, image by image. Stops and pauses as `sample` does. */
  describe(
    job: DescribeJob,
    signal: AbortSignal,
    onFound: (found: WindowDescriptors) => void,
    onControl: OnControl,
  ): Promise<WindowDescriptors[]> {
    const listen = ({ data }: MessageEvent<WindowDescriptors>) => onFound(data);
    return this.#long((remote, port) => remote.describe(job, port), signal, listen, onControl);
  }

  /**
   * Draws a preview. An abort stops it at its next network call; what it tells until then still
   * arrives, so that pictures move while a slider moves faster than the model computes.
   * @throws StillroomError Aborted, BadParameter, NonFiniteOutput, DeviceLost, OutOfMemory, WorkerLost
   */
  async preview(
    lane: PreviewLane,
    job: SampleJob,
    signal: AbortSignal,
    onEvent: (event: PreviewEvent) => void,
  ): Promise<void> {
    await this.ready();
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', ({ data }: MessageEvent<PreviewEvent>) => {
      onEvent(data);
    });
    port1.start();
    const cancel = () => {
      port1.postMessage('cancel' satisfies ControlMessage);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      await this.#thread.call((remote) => remote.preview(lane, job, transfer(port2, [port2])));
    } catch (error) {
      if (error instanceof StillroomError && BREAKS_THE_THREAD.has(error.code)) {
        this.#thread.terminate(error.message);
      }
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      port1.close();
    }
  }

  /** A call that tells of its progress over a port and listens to it. */
  async #long<Result>(
    ask: (remote: Remote<ModelFunctions>, port: MessagePort) => Promise<Result>,
    signal: AbortSignal,
    listen: (event: MessageEvent) => void,
    onControl: OnControl,
  ): Promise<Result> {
    await this.ready();
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', listen);
    port1.start();
    onControl((message) => {
      port1.postMessage(message satisfies ControlMessage);
    });
    let kill: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => {
      port1.postMessage('cancel' satisfies ControlMessage);
      kill = setTimeout(() => {
        this.#thread.terminate('The step was stopped before its end.');
      }, CANCEL_PATIENCE_MS);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await this.#thread.call((remote) => ask(remote, transfer(port2, [port2])));
    } catch (error) {
      if (signal.aborted) throw new StillroomError('Aborted', 'Cancelled.');
      if (error instanceof StillroomError && BREAKS_THE_THREAD.has(error.code)) {
        this.#thread.terminate(error.message);
      }
      throw error;
    } finally {
      onControl(null);
      clearTimeout(kill);
      signal.removeEventListener('abort', cancel);
      port1.close();
    }
  }

  /** Connects another thread to the kernels of this one. */
  async serveKernels(port: MessagePort): Promise<void> {
    await this.ready();
    await this.#thread.call((remote) => remote.serveKernels(transfer(port, [port])));
  }

  /** True while the thread that `serveKernels` connected to is still the same one. */
  get generation(): Promise<ModelReport> | null {
    return this.#thread.running ? this.#loading : null;
  }
}

/** After these, ONNX Runtime's memory or device is gone for good: only a new thread helps. */
const BREAKS_THE_THREAD: ReadonlySet<string> = new Set(['DeviceLost', 'OutOfMemory']);
