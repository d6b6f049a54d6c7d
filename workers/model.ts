/**
 * The model thread: every ONNX Runtime session, one operation at a time, and the denoising loop.
 *
 * Calls that come while a loop runs wait in the runtime's queue between two network calls. ONNX
 * Runtime on WebAssembly holds the thread while it runs, so the loop gives way once a step: that is
 * when a cancel gets through.
 */
import { transfer } from 'comlink';
import { StillroomError } from '../src/core/errors';
import { latentToRgb } from '../src/core/diffusion/latent-rgb';
import type { SampleJob, SampleRequest } from '../src/core/sampling/sample-request';
import { sample } from '../src/core/sampling/sampler';
import { latentSize, type DenoiserCall } from '../src/core/diffusion/types';
import type { TermReport } from '../src/core/guidance/term';
import type { NeighbourOptions } from '../src/core/linalg/neighbours';
import { matrix } from '../src/core/linalg/matrix';
import type { Neighbours } from '../src/core/linalg/select-nearest';
import type { BackendRequest } from '../src/runtime/backend';
import type { TextEmbedding } from '../src/core/diffusion/diffuser';
import { siteKernels } from '../src/runtime/kernel-graphs';
import { ModelRuntime, type ModelReport } from '../src/runtime/model-runtime';
import { browserOrt } from '../src/runtime/ort-browser';
import { droppedSource, siteSource } from '../src/runtime/pack-source';
import { Previewer, type PreviewLane } from '../src/run/model/preview/previewer';
import type { LoadProgress } from '../src/runtime/progress';
import {
  describeWindows,
  type DescribedSubject,
  type DescribeSettings,
  type WindowDescriptors,
} from '../src/run/model/scoring/describe-windows';
import {
  scoreImages,
  type ScoreUpdate,
  type ScoringSettings,
  type ScoringSubject,
} from '../src/run/model/scoring/score-images';
import { browserWeightCache } from '../src/runtime/weight-cache';
import { exposeFunctions } from './expose';

/** A pack by where it is: a folder of the site, or the files of a folder that was chosen. */
export type PackPlace =
  | { readonly kind: 'site'; readonly id: string; readonly url: string }
  | { readonly kind: 'files'; readonly files: readonly File[] };

export interface ScoreJob {
  readonly subjects: readonly ScoringSubject[];
  readonly settings: ScoringSettings;
  /** Tell of images that are not finished too. */
  readonly partial: boolean;
}

export interface DescribeJob {
  readonly subjects: readonly DescribedSubject[];
  readonly settings: DescribeSettings;
}

/** One step of one image, as the report keeps it. */
export interface StepRecord {
  readonly step: number;
  readonly timestep: number;
  readonly sigma: number;
  readonly terms: readonly TermReport[];
}

/** Told after every step. */
export interface StepEvent {
  readonly step: number;
  readonly steps: number;
  /** A cheap picture of the first image's clean latent, RGB [height, width, 3]; null without a map. */
  readonly pixels: Uint8Array | null;
  readonly width: number;
}

export interface SampledImage {
  /** Final scaled latent, [channels, height, width]. */
  readonly latent: Float32Array;
  /** RGB bytes, [resolution, resolution, 3]. */
  readonly pixels: Uint8Array;
  readonly steps: readonly StepRecord[];
}

let runtime: ModelRuntime | null = null;
/** Keeps its traces while the model stays. */
let previewer: Previewer | null = null;

function loaded(): ModelRuntime {
  if (runtime === null) {
    throw new StillroomError('WorkerLost', 'No model is loaded yet. Choose a model first.');
  }
  return runtime;
}

/** Lets messages in: a task of our own, which comes after those that wait already. */
function giveWay(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

/** What the page says to a running operation over its port. */
export type ControlMessage = 'cancel' | 'pause' | 'resume';

/** The page's hand on a running operation: it can be stopped for a while, or for good. */
class Control {
  readonly #controller = new AbortController();
  #resume: (() => void) | null = null;
  #paused: Promise<void> = Promise.resolve();

  constructor(port: MessagePort) {
    port.addEventListener('message', ({ data }: MessageEvent<ControlMessage>) => {
      this.#resume?.();
      this.#resume = null;
      if (data === 'cancel') this.#controller.abort();
      else if (data === 'pause') {
        this.#paused = new Promise((resolve) => {
          this.#resume = resolve;
        });
      }
    });
    port.start();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Lets messages in, and waits while the page says pause. */
  async pass(): Promise<void> {
    await giveWay();
    await this.#paused;
  }
}

const functions = {
  /** @param port receives LoadProgress; a message to it cancels */
  async load(
    place: PackPlace,
    backend: BackendRequest,
    siteUrl: string,
    port: MessagePort,
  ): Promise<ModelReport> {
    const { signal } = new Control(port);
    await runtime?.dispose();
    runtime = null;
    previewer = null;
    const source =
      place.kind === 'site' ? siteSource(place.id, place.url) : droppedSource(place.files);
    runtime = await ModelRuntime.load(
      source,
      { loader: browserOrt(), kernels: siteKernels(siteUrl), cache: browserWeightCache() },
      {
        backend,
        signal,
        onProgress: (progress: LoadProgress) => {
          port.postMessage(progress);
        },
      },
    );
    return runtime.report;
  },

  async encodeText(prompts: readonly string[]): Promise<TextEmbedding> {
    return loaded().diffuser.encodeText(prompts);
  },

  async encode(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const latents = await loaded().diffuser.encode(pixels, count);
    await giveWay();
    return transfer(latents, [latents.buffer]);
  },

  async decode(latents: Float32Array, count: number): Promise<Uint8Array> {
    const pixels = await loaded().diffuser.decode(latents, count);
    return transfer(pixels, [pixels.buffer]);
  },

  /**
   * Samples and decodes a batch of images.
   * @param port receives a StepEvent after every step; takes ControlMessages
   */
  async sample(job: SampleJob, port: MessagePort): Promise<SampledImage[]> {
    const { diffuser } = loaded();
    const { latent, prediction, schedule, resolution, latentToRgb: map } = diffuser.pack;
    const control = new Control(port);
    const records: StepRecord[][] = job.images.map(() => []);
    let latents: Float64Array | null = null;
    const size = latentSize(latent);
    const request: SampleRequest = { ...job, shape: latent, prediction, schedule };
    const denoise = (call: DenoiserCall) => diffuser.predictNoise(call);
    for await (const step of sample(request, denoise, control.signal)) {
      latents = step.latents;
      step.report.forEach((terms, image) => {
        const { index, timestep, sigma } = step;
        records[image]?.push({ step: index, timestep, sigma, terms });
      });
      const pixels = map ? latentToRgb(step.x0.subarray(0, size), latent, map) : null;
      const event: StepEvent = {
        step: step.index + 1,
        steps: step.total,
        pixels,
        width: latent.width,
      };
      port.postMessage(event);
      await control.pass();
    }
    if (latents === null) {
      throw new StillroomError('BadParameter', 'The schedule has no steps: ask for at least one.');
    }
    const final = Float32Array.from(latents);
    const pixels = await diffuser.decode(final, job.images.length);
    const area = resolution * resolution * 3;
    return job.images.map((_, image) => ({
      latent: final.slice(image * size, (image + 1) * size),
      pixels: pixels.slice(image * area, (image + 1) * area),
      steps: records[image] ?? [],
    }));
  },

  /**
   * Draws the live preview.
   * @param port receives PreviewEvents; takes ControlMessages
   */
  async preview(lane: PreviewLane, job: SampleJob, port: MessagePort): Promise<void> {
    const { diffuser, report } = loaded();
    const control = new Control(port);
    previewer ??= new Previewer(diffuser, report.backend.kind);
    await previewer.preview(lane, job, {
      signal: control.signal,
      pass: () => control.pass(),
      tell: (event) => {
        port.postMessage(event);
      },
    });
  },

  /**
   * Scores images by their typicality.
   * @param port receives a ScoreUpdate for every image that is finished, and with `partial` for
   *   those that are on their way; takes ControlMessages
   */
  async score(job: ScoreJob, port: MessagePort): Promise<ScoreUpdate[]> {
    const { diffuser } = loaded();
    const control = new Control(port);
    const { signal } = control;
    const finished: ScoreUpdate[] = [];
    for await (const update of scoreImages(diffuser, job.subjects, job.settings, { signal })) {
      if (update.finished || job.partial) port.postMessage(update);
      if (update.finished) finished.push(update);
      await control.pass();
    }
    // The port's last messages may come after this answer, which therefore holds everything.
    return finished;
  },

  /**
   * Describes windows by the network's features.
   * @param port receives WindowDescriptors, image by image; takes ControlMessages
   */
  async describe(job: DescribeJob, port: MessagePort): Promise<WindowDescriptors[]> {
    const { diffuser } = loaded();
    const control = new Control(port);
    const { signal } = control;
    const all: WindowDescriptors[] = [];
    for await (const found of describeWindows(diffuser, job.subjects, job.settings, { signal })) {
      port.postMessage(found);
      all.push(found);
      await control.pass();
    }
    return all;
  },

  /** Serves the dense kernels to another thread over a port. */
  serveKernels(port: MessagePort): Promise<void> {
    exposeFunctions(kernelFunctions, port);
    return Promise.resolve();
  },
};

const kernelFunctions = {
  /**
   * Standardised points and their exact neighbours.
   * @param points [rows, columns]
   */
  async neighbours(
    points: Float32Array,
    rows: number,
    columns: number,
    options: Pick<NeighbourOptions, 'k' | 'includeSelf'>,
  ): Promise<Neighbours> {
    const { kernels } = loaded();
    const { transformed } = await kernels.standardise(matrix(points, rows, columns));
    return kernels.neighbours(transformed, options);
  },
};

export type ModelFunctions = typeof functions;
export type KernelFunctions = typeof kernelFunctions;

exposeFunctions(functions);
