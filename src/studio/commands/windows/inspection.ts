/** The score of the image that is looked at: it follows image and settings, and is refined while draws come. */
import { isAbort } from '../../../core/errors';
import { controlOf } from '../../../core/control';
import type { WindowsPlan } from '../../../methods/windows/plan';
import { follow } from '../../../run/follow';
import type { Picture } from '../../../run/ports';
import { taskOf } from '../../../run/stages/windows/class-task';
import { inspectImage, type InspectionEvent } from '../../../run/stages/windows/inspection';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { pngBlob } from '../../adapters/png-blob';
import { problemText } from '../../adapters/problem-text';
import { subscribeAll } from '../../adapters/subscribe-all';
import { usedImage, useCollection } from '../../state/collection';
import { useModel } from '../../state/model';
import { useSelection } from '../../state/selection';
import { useSettings } from '../../state/settings';
import { useWindows } from '../../state/windows';
import { currentLabel } from '../../windows/listKeys';
import { drawsAsked } from '../../windows/drawsAsked';
import { classesAround, currentWindowsPlan } from './windows-plan';

/** A slider move makes many values; the score answers the last one of this span. */
const SETTLE_MS = 200;

interface Wanted {
  readonly folder: string;
  readonly image: number;
  readonly draws: number;
  readonly plan: Pick<WindowsPlan, 'scoring' | 'windows'>;
  readonly label: string;
  readonly model: string | null;
}

type Maps = Extract<InspectionEvent, { kind: 'maps' }>;

export class Inspection {
  readonly #parts: PageParts;
  /** The picture on the page, and what it is of. */
  #picture: { readonly name: string; readonly url: string } | null = null;

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  /** Starts to follow the page. */
  watch(): void {
    follow<Wanted>({
      subscribe: subscribeAll(useSettings, useSelection, useCollection, useModel, useWindows),
      dependencies: wanted,
      make: (what, signal) => this.#show(what, signal),
      failed: (error) => {
        useWindows.setState({ viewStatus: 'failed', viewError: problemText(error) });
      },
      rest: () => useWindows.setState({ viewStatus: 'idle' }),
      delayMs: SETTLE_MS,
    });
  }

  /** Takes the picture off the page. */
  reset(): void {
    if (this.#picture !== null) URL.revokeObjectURL(this.#picture.url);
    this.#picture = null;
    useWindows.setState({ view: null, viewStatus: 'idle', viewError: null });
  }

  async #show({ folder, image, draws }: Wanted, signal: AbortSignal): Promise<void> {
    const plan = currentWindowsPlan();
    if (plan === null) return;
    useWindows.setState({ viewStatus: 'running', viewError: null });
    const parts = stageParts(this.#parts, await this.#parts.model.ready());
    const asked = { ...plan, scoring: { ...plan.scoring, draws } };
    const task = await taskOf(parts, classesAround(folder), folder, asked, signal);
    let url: Promise<string> | null = null;
    let drawn: Promise<void> = Promise.resolve();
    await inspectImage(parts, task, image, {
      control: controlOf(signal),
      onEvent: (event) => {
        if (event.kind === 'picture') url = this.#urlOf(event.name, event.picture, signal);
        else drawn = this.#draw(event, url, folder, image, signal);
        drawn.catch(() => undefined);
      },
    });
    await drawn;
    if (!signal.aborted) useWindows.setState({ viewStatus: 'idle' });
    this.#parts.figure.changed();
  }

  async #draw(
    { maps, wanted: draws }: Maps,
    picture: Promise<string> | null,
    folder: string,
    image: number,
    signal: AbortSignal,
  ): Promise<void> {
    const url = await picture;
    if (url === null || signal.aborted) return;
    useWindows.setState({ view: { ...maps, folder, image, url, wanted: draws } });
  }

  /** The picture's URL: the one on the page where it is of the same. */
  async #urlOf(name: string, picture: Picture, signal: AbortSignal): Promise<string> {
    if (this.#picture?.name === name) return this.#picture.url;
    try {
      const png = await this.#parts.pictures.encodePng(picture, signal);
      const url = URL.createObjectURL(pngBlob(png));
      const before = this.#picture;
      this.#picture = { name, url };
      useWindows.setState({ view: null });
      if (before !== null) URL.revokeObjectURL(before.url);
      return url;
    } catch (error) {
      if (isAbort(error)) return '';
      throw error;
    }
  }
}

function wanted(): Wanted | null {
  const { tab, folder, image } = useSelection.getState();
  const { pane, draws } = useWindows.getState();
  const { status, packHash } = useModel.getState();
  const plan = currentWindowsPlan();
  if (plan === null || folder === null || tab !== 'distil') return null;
  if (pane !== 'score' || status !== 'ready') return null;
  const { classes } = useCollection.getState();
  if (!classes.some((row) => row.folder === folder)) return null;
  return {
    folder,
    image: usedImage({ classes }, folder, image),
    draws: drawsAsked(draws, plan),
    plan: { scoring: plan.scoring, windows: plan.windows },
    label: currentLabel(folder, classes, plan),
    model: packHash,
  };
}
