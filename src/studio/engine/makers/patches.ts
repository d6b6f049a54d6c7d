/** A class whose images are put together from windows of real ones. */
import { StillroomError } from '../../../core/errors';
import type { ManifestWindow } from '../../../core/formats/manifest';
import { applyEdits, NO_EDITS } from '../../../core/scoring/edits';
import { mosaic, partSizes } from '../../../data/ingest/mosaic';
import type { StageKey } from '../../../data/store/stage-store';
import { windowsNeeded, type WindowsPlan } from '../../../methods/windows/plan';
import type { IngestPool } from '../../../data/ingest/pool';
import type { ModelReport } from '../../../runtime/model-runtime';
import type { OnControl } from '../model-host';
import { ResultStore, type RunClass, type StoredImage } from '../result-store';
import type { RunPlan } from '../run-plan';
import type { ClassRanking, RankedWindow } from '../selection/class-ranking';
import { promptOf } from '../selection/prompt-of';
import type { MakerParts, PrepareHooks } from './class-inputs';
import type { ClassMaker, MakeHooks, RealSource } from './maker';

/** What patches need beside what every maker does. */
export interface PatchParts extends MakerParts {
  readonly pool: IngestPool;
  readonly ranking: ClassRanking;
}

/** Scoring takes minutes: it can be paused as sampling can. */
export interface PatchHooks extends PrepareHooks {
  readonly onControl: OnControl;
  /** Resolves at once, or when a pause ends. */
  readonly paused: () => Promise<void>;
}

function manifestWindow(window: RankedWindow): ManifestWindow {
  const { source, box, score, standardError, cluster, rank } = window;
  return { source: source.path, box, score, standardError, cluster, rank };
}

export class PatchClass implements ClassMaker {
  readonly #parts: PatchParts;
  readonly #method: WindowsPlan;
  readonly #report: ModelReport;
  /** In the order in which they are taken. */
  readonly #windows: readonly RankedWindow[];

  constructor(
    parts: PatchParts,
    method: WindowsPlan,
    report: ModelReport,
    windows: readonly RankedWindow[],
  ) {
    this.#parts = parts;
    this.#method = method;
    this.#report = report;
    this.#windows = windows;
  }

  /**
   * @throws StillroomError TooFewImages when the class gives fewer windows than the set needs,
   *   Aborted, and what scoring may throw
   */
  static async prepare(
    parts: PatchParts,
    { record }: RunPlan,
    method: WindowsPlan,
    entry: RunClass,
    hooks: PatchHooks,
  ): Promise<PatchClass> {
    const report = await parts.model.ready();
    const { folder, name } = entry;
    const prompt = promptOf(entry, record.classes, method);
    hooks.tell(`Reading ${name}`);
    const ranked = await parts.ranking.of(
      { folder, name, prompt, plan: method, report },
      {
        signal: hooks.signal,
        tell: (activity, done, total) => {
          hooks.tell(`${activity}: ${done} of ${total} images`);
        },
        onControl: hooks.onControl,
        paused: hooks.paused,
      },
    );
    const edits = record.edits?.find((own) => own.folder === folder) ?? NO_EDITS;
    const windows = applyEdits(ranked.list, edits);
    const needed = windowsNeeded(method.assembly);
    if (windows.length < needed) {
      throw new StillroomError(
        'TooFewImages',
        `${name} gives ${windows.length} windows, fewer than the ${needed} that its pictures take. Lower "Images per class", allow more windows an image, or take windows back that were excluded.`,
        { windows: windows.length, needed },
      );
    }
    return new PatchClass(parts, method, report, windows);
  }

  get #side(): number {
    return this.#method.assembly.side || this.#report.pack.resolution;
  }

  #own(index: number): readonly RankedWindow[] {
    const { tiling } = this.#method.assembly;
    const count = tiling * tiling;
    return this.#windows.slice(index * count, (index + 1) * count);
  }

  key(index: number): StageKey {
    const windows = this.#own(index).map((window) => ({
      image: window.sha256,
      ...manifestWindow(window),
      box: { ...window.box },
    }));
    const { tiling } = this.#method.assembly;
    const encoder = this.#report.pack.files.vae_encoder.sha256;
    return ResultStore.key({ patches: windows, tiling, side: this.#side, encoder });
  }

  source(index: number): RealSource | null {
    const [first] = this.#own(index);
    return first === undefined ? null : { image: first.imageIndex, path: first.source.path };
  }

  /** The picture of these windows at a size, each from its own original pixels. */
  async #picture(
    windows: readonly RankedWindow[],
    side: number,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { tiling } = this.#method.assembly;
    const sizes = partSizes(side, tiling);
    const parts = await Promise.all(
      windows.map(async ({ source, box }, i) => {
        const width = sizes[i % tiling] ?? side;
        const height = sizes[Math.floor(i / tiling)] ?? side;
        const request = { box, width, height };
        const [pixels] = await this.#parts.pool.readRegions(source, [request], signal);
        if (pixels === undefined) throw new Error(`${source.path} gave no pixels`);
        return pixels;
      }),
    );
    return mosaic(parts, side, tiling);
  }

  async make(
    index: number,
    _finished: readonly Float64Array[],
    { signal }: MakeHooks,
  ): Promise<StoredImage> {
    const started = performance.now();
    const windows = this.#own(index);
    const { resolution } = this.#report.pack;
    const side = this.#side;
    const pixels = await this.#picture(windows, side, signal);
    const seen =
      side === resolution ? pixels.slice() : await this.#picture(windows, resolution, signal);
    const latent = await this.#parts.model.encode(seen, 1, signal);
    return {
      origin: 'real',
      pixels,
      side,
      latent,
      seconds: (performance.now() - started) / 1000,
      steps: [],
      windows: windows.map(manifestWindow),
    };
  }
}
