/** How long each model takes here to generate an image: measured by every run, kept across visits. */
import type { ByName } from '../../core/by-name';
import { backendName } from '../inspector/ModelProgress';
import { useModel } from '../state/model';
import { useModels, type Pace } from '../state/models';
import { useRun } from '../state/run';

const KEY = 'stillroom-paces';
/** Models that are remembered: the latest. */
const MOST = 50;

/** Where a browser keeps a few words across visits. */
export type PaceStore = Pick<Storage, 'getItem' | 'setItem'>;

function isPace(value: unknown): value is Pace {
  if (typeof value !== 'object' || value === null) return false;
  const { seconds, on } = value as Partial<Pace>;
  return typeof seconds === 'number' && seconds >= 0 && typeof on === 'string';
}

/** What is kept, whatever stands there. */
export function readPaces(store: PaceStore): ByName<Pace> {
  try {
    const value: unknown = JSON.parse(store.getItem(KEY) ?? '[]');
    if (!Array.isArray(value)) return new Map();
    const entries = value.filter(
      (entry): entry is [string, Pace] =>
        Array.isArray(entry) && typeof entry[0] === 'string' && isPace(entry[1]),
    );
    return new Map(entries);
  } catch {
    return new Map();
  }
}

export function keepPaces(store: PaceStore, paces: ByName<Pace>): void {
  try {
    store.setItem(KEY, JSON.stringify([...paces].slice(-MOST)));
  } catch {
    // Storage that is full or forbidden remembers nothing: the next run measures again.
  }
}

/** Shows what is kept, and follows the runs from now on. @returns ends it */
export function followPaces(store: PaceStore): () => void {
  useModels.setState({ paces: readPaces(store) });
  return useRun.subscribe(({ paces, secondsPerImage, origin }, before) => {
    const { packHash, backend } = useModel.getState();
    const made = paces.length > before.paces.length && origin === 'generated';
    if (!made || secondsPerImage === null || packHash === null || backend === null) return;
    const pace = { seconds: secondsPerImage, on: backendName(backend.kind, backend.threads) };
    // The latest is the last, wherever it stood before.
    const all = new Map(useModels.getState().paces);
    all.delete(packHash);
    all.set(packHash, pace);
    useModels.setState({ paces: all });
    keepPaces(store, all);
  });
}
