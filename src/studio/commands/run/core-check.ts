/**
 * Looks how many cores every class gives before a run is begun. Only when it is asked for: it makes of
 * every class what a run would, latents and the clustered space, which are kept for that run.
 */
import { isAbort, throwIfAborted } from '../../../core/errors';
import { coresOfClass, type CoresOfClass } from '../../../run/stages/core-supply';
import type { CoreRequest } from '../../../run/stages/explore';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { discoveryRequest } from '../../explore/discoveryRequest';
import { useCollection } from '../../state/collection';
import { noCores, useCores } from '../../state/cores';
import { useSettings } from '../../state/settings';

export class CoreCheck {
  readonly #parts: PageParts;
  #looking = new AbortController();

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  /** Forgets what was found, as another collection or model comes. */
  reset(): void {
    this.#looking.abort();
    useCores.setState(noCores);
  }

  /** @throws StillroomError BadParameter for settings out of range; a class's own error is its answer */
  async check(): Promise<void> {
    this.#looking.abort();
    this.#looking = new AbortController();
    const { signal } = this.#looking;
    const request = discoveryRequest(useSettings.getState());
    useCores.setState({ ...noCores, request });
    const rows = useCollection.getState().classes.filter(({ included }) => included);
    try {
      for (const { folder } of rows) {
        useCores.setState({ looking: folder });
        const found = await this.#look(folder, request, signal);
        throwIfAborted(signal);
        useCores.setState(({ classes }) => ({ classes: new Map(classes).set(folder, found) }));
      }
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) throw error;
    } finally {
      if (!signal.aborted) useCores.setState({ looking: null });
    }
  }

  async #look(folder: string, request: CoreRequest, signal: AbortSignal): Promise<CoresOfClass> {
    const { schedule, model } = this.#parts;
    await schedule.quiet(signal);
    try {
      const parts = stageParts(this.#parts, await model.ready());
      const look = () => coresOfClass(parts, folder, request, signal);
      return await schedule.turn('map', look, signal);
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      return { found: 0, fromNoise: 0, supply: null, problem: problemText(error) };
    }
  }
}
