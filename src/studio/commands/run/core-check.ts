/**
 * Looks how many cores every class gives before a run is begun. Only once it is asked for: it makes of
 * every class what a run would, latents and the clustered space, which are kept for that run. From then on
 * it keeps step with the settings, whatever the method: what a plan asks to be found is what is looked for.
 */
import { throwIfAborted } from '../../../core/errors';
import { inOrder } from '../../../core/in-order';
import { follow, type Following } from '../../../run/follow';
import type { CoresOfClass } from '../../../run/stages/core-supply';
import type { CoreRequest } from '../../../run/stages/explore';
import { problemText } from '../../adapters/problem-text';
import { subscribeAll } from '../../adapters/subscribe-all';
import { plannedCores } from '../../inspector/plannedCores';
import { planOrNull } from '../../inspector/planOrNull';
import { useCollection } from '../../state/collection';
import { nothingFound, useCores } from '../../state/cores';
import { notify } from '../../state/notices';
import { useSettings } from '../../state/settings';

/** A slider move makes many values; the last one of this span is looked at. */
const SETTLE_MS = 180;

interface Wanted {
  readonly request: CoreRequest;
  /** Folders of the classes that take part. */
  readonly folders: readonly string[];
}

/**
 * Looks at one class; what is wrong with it is its answer.
 * @throws StillroomError Aborted
 */
export type LookAtCores = (
  folder: string,
  request: CoreRequest,
  signal: AbortSignal,
) => Promise<CoresOfClass>;

export class CoreCheck {
  readonly #lookAt: LookAtCores;
  readonly #width: number;
  #following: Following | null = null;

  /** @param width classes that are looked at together, from 1; what is found is told in their order */
  constructor(lookAt: LookAtCores, width: number) {
    this.#lookAt = lookAt;
    this.#width = width;
  }

  /** Starts to follow the page. @returns ends it */
  watch(): () => void {
    const following = follow<Wanted>({
      subscribe: subscribeAll(useSettings, useCollection, useCores),
      dependencies: () => this.#wanted(),
      make: (wanted, signal) => this.#look(wanted, signal),
      failed: (error) => notify('error', problemText(error)),
      rest: () => useCores.setState(nothingFound),
      delayMs: SETTLE_MS,
    });
    this.#following = following;
    return () => following.stop();
  }

  /** Forgets what was found, as another collection or model comes. */
  reset(): void {
    useCores.setState({ ...nothingFound, asked: false });
  }

  /** Looks now, and again whenever the settings ask for other cores. */
  check(): void {
    useCores.setState({ asked: true });
    this.#following?.renew();
  }

  #wanted(): Wanted | null {
    if (!useCores.getState().asked) return null;
    const request = plannedCores(planOrNull(useSettings.getState()));
    if (request === null) return null;
    const rows = useCollection.getState().classes.filter(({ included }) => included);
    return { request, folders: rows.map(({ folder }) => folder) };
  }

  async #look({ request, folders }: Wanted, signal: AbortSignal): Promise<void> {
    useCores.setState({ ...nothingFound, request });
    const [first = null] = folders;
    useCores.setState({ looking: first });
    const looks = inOrder(folders, this.#width, async (folder) => ({
      folder,
      found: await this.#lookAt(folder, request, signal),
    }));
    let place = 0;
    for await (const { folder, found } of looks) {
      throwIfAborted(signal);
      place += 1;
      const looking = folders[place] ?? null;
      useCores.setState(({ classes }) => ({
        classes: new Map(classes).set(folder, found),
        looking,
      }));
    }
  }
}
