/**
 * Ranked windows on the page: a class is scored when a person asks, and its list then follows the
 * settings as far as that asks no model. A run ranks through the same stages, so whatever was scored
 * there is here, and the other way round.
 */
import { noNames } from '../../../core/by-name';
import { isAbort, StillroomError } from '../../../core/errors';
import { controlOf, Handle } from '../../../core/control';
import { follow } from '../../../run/follow';
import {
  ClassRanking,
  type PartialRanking,
  type RankedClass,
  type RankedWindow,
} from '../../../run/stages/windows/class-ranking';
import { taskOf, type ClassTask } from '../../../run/stages/windows/class-task';
import { similarWindows, windowMap } from '../../../run/stages/windows/window-map';
import type { StageParts } from '../../../run/stages/stage-parts';
import { KeptFor } from '../../adapters/kept-for';
import { ObjectUrls } from '../../adapters/object-urls';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { pngBlob } from '../../adapters/png-blob';
import { problemText } from '../../adapters/problem-text';
import { subscribeAll } from '../../adapters/subscribe-all';
import { useCollection } from '../../state/collection';
import { useModel } from '../../state/model';
import { notify } from '../../state/notices';
import { useSelection } from '../../state/selection';
import { useSettings } from '../../state/settings';
import { idleWindows, patchWindows, useWindows, type ListedWindow } from '../../state/windows';
import { currentLabel, rankingKey, scoringKey } from '../../windows/listKeys';
import { told } from '../told';
import type { WindowCommands } from './contract';
import { classesAround, currentWindowsPlan } from './windows-plan';

const PICTURES_KEPT = 3000;
const PICTURE_SIDE = 96;
/** A slider move makes many values; the list answers the last one of this span. */
const SETTLE_MS = 120;

interface Ranked {
  readonly parts: StageParts;
  readonly found: RankedClass | PartialRanking;
}

function isWhole(found: Ranked['found']): found is RankedClass {
  return 'descriptors' in found;
}

/** What a list on the page depends on, and how it stands. */
interface Wanted {
  readonly folder: string;
  readonly scoring: string;
  readonly ranking: string;
  readonly madeWith: string | null;
  readonly rankedWith: string | null;
  /** What a list of some images depends on; null where there is none. */
  readonly partialWith: string | null;
  readonly working: boolean;
  readonly model: string | null;
}

function listed({ picture, ...window }: RankedWindow): ListedWindow {
  return { ...window, path: picture.path };
}

export class RankedWindows implements WindowCommands {
  readonly #parts: PageParts;
  readonly #ranking = new KeptFor(
    (parts) => new ClassRanking(parts),
    (ranking) => ranking.reset(),
  );
  readonly #working = new Map<string, Handle>();
  readonly #ranked = new Map<string, Ranked>();
  readonly #pictures = new ObjectUrls(PICTURES_KEPT);

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  /** Starts to follow the page. */
  watch(): void {
    const { schedule } = this.#parts;
    follow<Wanted>({
      subscribe: subscribeAll(
        useSettings,
        useSelection,
        useCollection,
        useModel,
        useWindows,
        schedule,
      ),
      dependencies: () => this.#dependencies(),
      make: (wanted, signal) => this.#keepUp(wanted, signal),
      failed: (error) => notify('error', problemText(error)),
      delayMs: SETTLE_MS,
    });
  }

  #dependencies(): Wanted | null {
    const { tab, folder } = useSelection.getState();
    const { pane, classes } = useWindows.getState();
    const { status, packHash } = useModel.getState();
    const plan = currentWindowsPlan();
    // A run ranks its classes too: their lists are shown once it has ended.
    if (plan === null || folder === null || this.#parts.schedule.busy) return null;
    if (tab !== 'distil' || pane === 'pictures' || status !== 'ready') return null;
    const rows = useCollection.getState().classes;
    if (!rows.some((row) => row.folder === folder)) return null;
    const { madeWith, rankedWith, partial } = classes.get(folder) ?? idleWindows;
    return {
      folder,
      scoring: scoringKey(plan, currentLabel(folder, rows, plan)),
      ranking: rankingKey(plan),
      madeWith,
      rankedWith,
      partialWith: partial?.madeWith ?? null,
      working: this.#working.has(folder),
      model: packHash,
    };
  }

  /** Ranks what can be ranked without the model; what would score waits for the person. */
  async #keepUp(
    { folder, scoring, ranking, madeWith, rankedWith, partialWith, working }: Wanted,
    signal: AbortSignal,
  ): Promise<void> {
    if (working) return;
    const known =
      madeWith === null
        ? await this.#isKnown(folder, signal)
        : madeWith === scoring && rankedWith !== ranking;
    if (signal.aborted) return;
    if (known) await this.rank(folder);
    else if (partialWith !== null && partialWith !== scoring) await this.#listSoFar(folder);
  }

  /** Whether a list of these settings was made before. */
  async #isKnown(folder: string, signal: AbortSignal): Promise<boolean> {
    try {
      const { parts, task } = await this.#task(folder, signal);
      return await this.#ranking.of(parts).knows(task);
    } catch (error) {
      // Nobody asked for anything yet: what is wrong is said when somebody does.
      if (error instanceof StillroomError) return false;
      throw error;
    }
  }

  async #task(
    folder: string,
    signal: AbortSignal,
  ): Promise<{ readonly parts: StageParts; readonly task: ClassTask }> {
    const plan = currentWindowsPlan();
    if (plan === null) {
      throw new StillroomError('BadParameter', 'Choose the selection method and a class first.', {
        folder,
      });
    }
    const parts = stageParts(this.#parts, await this.#parts.model.ready());
    return { parts, task: await taskOf(parts, classesAround(folder), folder, plan, signal) };
  }

  async rank(folder: string): Promise<void> {
    this.cancel(folder);
    const hand = new Handle();
    this.#working.set(folder, hand);
    patchWindows(folder, { status: 'waiting', error: null });
    try {
      await this.#parts.schedule.turn('ranking', () => this.#rank(folder, hand), hand.signal);
    } catch (error) {
      if (this.#working.get(folder) !== hand) return;
      this.#working.delete(folder);
      const whole = (useWindows.getState().classes.get(folder) ?? idleWindows).rankedWith !== null;
      patchWindows(
        folder,
        isAbort(error)
          ? { status: whole ? 'ready' : 'idle', progress: null }
          : { status: 'failed', progress: null, error: problemText(error) },
      );
      if (!whole) await told(() => this.#listSoFar(folder));
    }
  }

  /** Of a class that was not scored to its end: what is known of it, by its scores alone. */
  async #listSoFar(folder: string): Promise<void> {
    const { signal } = new AbortController();
    const { parts, task } = await this.#task(folder, signal);
    const hooks = { control: controlOf(signal), tell: () => undefined };
    const found = await this.#ranking.of(parts).soFar(task, hooks);
    if (this.#working.has(folder)) return;
    if (found === null) {
      this.#ranked.delete(folder);
      patchWindows(folder, { list: [], skipped: [], partial: null });
      return;
    }
    this.#ranked.set(folder, { parts, found });
    const { skipped, scored, images } = found;
    const partial = { scored, images, madeWith: scoringKey(task.plan, task.label) };
    patchWindows(folder, { list: found.list.map(listed), skipped, partial });
  }

  async #rank(folder: string, hand: Handle): Promise<void> {
    const { signal } = hand;
    patchWindows(folder, { status: 'running' });
    const { parts, task } = await this.#task(folder, signal);
    const found = await this.#ranking.of(parts).of(task, {
      control: hand,
      tell: (text, done, total, cost) => {
        if (!signal.aborted) patchWindows(folder, { progress: { text, done, total, cost } });
      },
    });
    signal.throwIfAborted();
    const before = this.#ranked.get(folder)?.found;
    const same = before !== undefined && isWhole(before) && before.key === found.key;
    this.#ranked.set(folder, { parts, found });
    this.#working.delete(folder);
    patchWindows(folder, {
      status: 'ready',
      progress: null,
      list: found.list.map(listed),
      partial: null,
      clusterCount: found.clusterCount,
      skipped: found.skipped,
      madeWith: scoringKey(task.plan, task.label),
      rankedWith: rankingKey(task.plan),
      ...(same ? {} : { map: null, mapStatus: 'idle' as const }),
    });
    this.#parts.figure.changed();
  }

  pause(folder: string): void {
    const hand = this.#working.get(folder);
    if (hand === undefined || hand.paused) return;
    hand.pause();
    patchWindows(folder, { status: 'paused' });
  }

  resume(folder: string): void {
    const hand = this.#working.get(folder);
    if (hand === undefined || !hand.paused) return;
    hand.resume();
    patchWindows(folder, { status: 'running' });
  }

  cancel(folder: string): void {
    this.#working.get(folder)?.stop();
  }

  async map(folder: string): Promise<void> {
    const ranked = this.#ranked.get(folder);
    if (ranked === undefined || !isWhole(ranked.found)) return;
    patchWindows(folder, { mapStatus: 'running' });
    const { parts, found } = ranked;
    try {
      const map = await windowMap(parts, found, new AbortController().signal);
      const now = this.#ranked.get(folder)?.found;
      if (now === undefined || !isWhole(now) || now.key !== found.key) return;
      patchWindows(folder, { map, mapStatus: 'idle' });
    } catch (error) {
      patchWindows(folder, { mapStatus: 'failed', error: problemText(error) });
    }
  }

  async windowPicture(folder: string, id: string): Promise<string> {
    const ranked = this.#ranked.get(folder);
    const window = ranked?.found.list.find((one) => one.id === id);
    if (ranked === undefined || window === undefined) throw new Error(`no window ${id}`);
    const { picture, box } = window;
    const { signal } = new AbortController();
    return this.#pictures.get(`${folder}/${id}`, async () => {
      const side = Math.min(PICTURE_SIDE, box.width);
      const request = { box, width: side, height: side };
      const [pixels] = await ranked.parts.source.regions(picture, [request], signal);
      if (pixels === undefined) throw new Error(`${picture.path} gave no pixels`);
      const whole = { width: side, height: side, pixels };
      return pngBlob(await this.#parts.pictures.encodePng(whole));
    });
  }

  similar(folder: string, id: string, count: number): readonly string[] {
    const found = this.#ranked.get(folder)?.found;
    return found === undefined || !isWhole(found) ? [] : similarWindows(found, id, count);
  }

  /** Forgets everything, as another collection or model comes. */
  reset(): void {
    for (const hand of this.#working.values()) hand.stop();
    this.#working.clear();
    this.#ranked.clear();
    this.#ranking.clear();
    this.#pictures.clear();
    useWindows.setState({ classes: noNames(), selected: null });
  }
}
