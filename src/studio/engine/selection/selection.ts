/**
 * The selection on the page: ranking a class outside a run, looking at one image's score, the map of
 * windows. A run ranks through the same `ClassRanking`, so that whatever was scored here is there.
 */
import { isAbort, StillroomError } from '../../../core/errors';
import { stageKey } from '../../../data/store/stage-store';
import type { WindowsPlan } from '../../../methods/windows/plan';
import { SerialQueue } from '../../../core/serial-queue';
import { patchPatches, usePatches, type Patch } from '../../state/patches';
import { ObjectUrls } from '../object-urls';
import { problemText } from '../problem-text';
import { ClassRanking, type RankedClass, type RankedWindow } from './class-ranking';
import type { SelectionCommands } from './contract';
import { currentTask, rankingKey, scoringKey } from './current-task';
import { ImageInspection } from './image-inspection';
import type { SelectionParts } from './parts';

const PICTURES_KEPT = 3000;
const PICTURE_SIDE = 96;
const MAP_NEIGHBOURS = 15;

interface Work {
  readonly abort: AbortController;
  control: ((message: 'pause' | 'resume') => void) | null;
  paused: Promise<void>;
  resume: (() => void) | null;
}

function patchOf(window: RankedWindow): Patch {
  const { id, image, imageIndex, source, box, score, standardError, cluster, rank, row } = window;
  const { path } = source;
  return { id, image, imageIndex, path, box, score, standardError, cluster, rank, row };
}

export class Selection implements SelectionCommands {
  readonly #parts: SelectionParts;
  readonly ranking: ClassRanking;
  readonly #inspection: ImageInspection;
  readonly #working = new Map<string, Work>();
  readonly #ranked = new Map<string, RankedClass>();
  readonly #pictures = new ObjectUrls(PICTURES_KEPT);
  /** One class at a time: the model thread is shared. */
  readonly #queue = new SerialQueue();

  constructor(parts: SelectionParts) {
    this.#parts = parts;
    this.ranking = new ClassRanking(parts);
    this.#inspection = new ImageInspection(parts);
  }

  async rank(folder: string): Promise<void> {
    this.cancel(folder);
    const work: Work = {
      abort: new AbortController(),
      control: null,
      paused: Promise.resolve(),
      resume: null,
    };
    this.#working.set(folder, work);
    patchPatches(folder, { status: 'running', error: null });
    try {
      await this.#queue.run(() => this.#rank(folder, work));
    } catch (error) {
      if (this.#working.get(folder) !== work) return;
      const had = this.#ranked.has(folder);
      patchPatches(
        folder,
        isAbort(error)
          ? { status: had ? 'ready' : 'idle', progress: null }
          : { status: 'failed', progress: null, error: problemText(error) },
      );
    } finally {
      if (this.#working.get(folder) === work) this.#working.delete(folder);
    }
  }

  async recall(folder: string, plan: WindowsPlan): Promise<void> {
    if (this.#working.has(folder)) return;
    try {
      const task = currentTask(folder, await this.#parts.model.ready(), plan);
      if (!(await this.ranking.knows(task))) return;
    } catch (error) {
      // Nobody asked for anything yet: what is wrong is said when somebody does.
      if (error instanceof StillroomError) return;
      throw error;
    }
    await this.rank(folder);
  }

  async #rank(folder: string, work: Work): Promise<void> {
    const { signal } = work.abort;
    signal.throwIfAborted();
    const task = currentTask(folder, await this.#parts.model.ready());
    const found = await this.ranking.of(task, {
      signal,
      tell: (text, done, total) => {
        if (!signal.aborted) patchPatches(folder, { progress: { text, done, total } });
      },
      onControl: (control) => {
        work.control = control;
      },
      paused: () => work.paused,
    });
    if (signal.aborted) return;
    const same = this.#ranked.get(folder)?.key === found.key;
    this.#ranked.set(folder, found);
    patchPatches(folder, {
      status: 'ready',
      progress: null,
      list: found.list.map(patchOf),
      clusterCount: found.clusterCount,
      skipped: found.skipped,
      madeWith: scoringKey(task.plan, task.prompt),
      rankedWith: rankingKey(task.plan),
      ...(same ? {} : { map: null, mapStatus: 'idle' as const }),
    });
  }

  pause(folder: string): void {
    const work = this.#working.get(folder);
    if (work === undefined || work.resume !== null) return;
    work.paused = new Promise((resolve) => {
      work.resume = resolve;
    });
    work.control?.('pause');
    patchPatches(folder, { status: 'paused' });
  }

  resume(folder: string): void {
    const work = this.#working.get(folder);
    if (work === undefined || work.resume === null) return;
    work.resume();
    work.resume = null;
    work.control?.('resume');
    patchPatches(folder, { status: 'running' });
  }

  cancel(folder: string): void {
    this.#working.get(folder)?.abort.abort();
    this.resume(folder);
  }

  async inspect(folder: string, image: number, plan: WindowsPlan): Promise<void> {
    await this.#inspection.show(folder, image, plan);
  }

  stopInspecting(): void {
    this.#inspection.stop();
  }

  async map(folder: string): Promise<void> {
    const found = this.#ranked.get(folder);
    if (found === undefined) return;
    patchPatches(folder, { mapStatus: 'running' });
    const { descriptors, channels, windows, key } = found;
    const rows = windows.length;
    // The analysis thread maps what it takes for latents of a class: points under a name.
    const points = {
      data: descriptors,
      rows,
      columns: channels,
      key: stageKey('patch-points', { key }),
      images: [],
    };
    try {
      const neighbours = Math.min(MAP_NEIGHBOURS, rows - 1);
      const { signal } = new AbortController();
      const map =
        neighbours < 2
          ? { data: Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? i : 0)) }
          : await this.#parts.analysis.map(points, neighbours, signal, () => undefined);
      if (this.#ranked.get(folder)?.key !== key) return;
      patchPatches(folder, { map: map.data, mapStatus: 'idle' });
    } catch (error) {
      patchPatches(folder, { mapStatus: 'failed', error: problemText(error) });
    }
  }

  #window(folder: string, id: string): RankedWindow {
    const found = this.#ranked.get(folder)?.list.find((window) => window.id === id);
    if (found === undefined) throw new Error(`no window ${id} in "${folder}"`);
    return found;
  }

  async windowPicture(folder: string, id: string): Promise<string> {
    const { source, box } = this.#window(folder, id);
    const { pool } = this.#parts;
    return this.#pictures.get(`${folder}/${id}`, async () => {
      const size = Math.min(PICTURE_SIDE, box.width);
      const request = { box, width: size, height: size };
      const [pixels] = await pool.readRegions(source, [request]);
      if (pixels === undefined) throw new Error(`${source.path} gave no pixels`);
      const png = await pool.encodePng({ width: size, height: size, pixels }, {});
      return new Blob([png.slice()], { type: 'image/png' });
    });
  }

  similar(folder: string, id: string, count: number): readonly string[] {
    const found = this.#ranked.get(folder);
    if (found === undefined) return [];
    const { descriptors, channels, list } = found;
    const own = this.#window(folder, id);
    const likeness = (row: number) => {
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        sum += (descriptors[row * channels + c] ?? 0) * (descriptors[own.row * channels + c] ?? 0);
      }
      return sum;
    };
    return list
      .filter((window) => window.image !== own.image)
      .map((window) => ({ id: window.id, likeness: likeness(window.row) }))
      .sort((a, b) => b.likeness - a.likeness)
      .slice(0, count)
      .map((window) => window.id);
  }

  /** Forgets everything, as another collection or model comes. */
  reset(): void {
    for (const work of this.#working.values()) work.abort.abort();
    this.#working.clear();
    this.#ranked.clear();
    this.ranking.reset();
    this.#inspection.stop();
    this.#inspection.clear();
    this.#pictures.clear();
    usePatches.setState({ classes: {}, selected: null });
  }
}
