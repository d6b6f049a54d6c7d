/** The map of the whole collection: made when it is asked for, and gone with the collection. */
import { mapCollection } from '../../../run/stages/collection-map';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { discoveryRequest } from '../../explore/discoveryRequest';
import { useCollection } from '../../state/collection';
import { idleWhole, patchWhole } from '../../state/explore';
import { useSettings } from '../../state/settings';

export class WholeMap {
  readonly #parts: PageParts;
  #making: AbortController | null = null;

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  /** Nothing is made before it is asked for. */
  watch(): void {
    patchWhole(idleWhole);
  }

  /** Forgets it, as another collection or model comes. */
  reset(): void {
    this.cancel();
    patchWhole(idleWhole);
  }

  /** Stops what is being made; a map that is there stays. */
  cancel(): void {
    if (this.#making === null) return;
    this.#making.abort();
    this.#making = null;
    patchWhole({ status: 'idle', progress: null });
  }

  async make(): Promise<void> {
    this.cancel();
    const making = new AbortController();
    this.#making = making;
    const { signal } = making;
    const { schedule } = this.#parts;
    const isCurrent = () => this.#making === making;
    patchWhole({ status: 'running', progress: { text: 'Waiting', share: 0 }, error: null });
    try {
      const map = await schedule.turn('map', () => this.#map(signal), signal);
      if (isCurrent()) patchWhole({ ...idleWhole, map });
    } catch (error) {
      if (!isCurrent()) return;
      patchWhole({ status: 'failed', progress: null, error: problemText(error) });
    } finally {
      if (isCurrent()) this.#making = null;
    }
  }

  async #map(signal: AbortSignal) {
    const { schedule, model } = this.#parts;
    await schedule.quiet(signal);
    const parts = stageParts(this.#parts, await model.ready());
    const folders = useCollection.getState().classes.map(({ folder }) => folder);
    const { nNeighbors } = discoveryRequest(useSettings.getState());
    const onProgress = (text: string, share: number) => {
      if (!signal.aborted) patchWhole({ progress: { text, share } });
    };
    return mapCollection(parts, folders, nNeighbors, { signal, onProgress });
  }
}
