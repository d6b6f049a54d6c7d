import { useEffect } from 'react';
import type { Engine } from '../engine/contract';
import { findMethod, parametersOf } from '../inspector/schema';
import { useModel } from '../state/model';
import { useSettings, type Settings } from '../state/settings';

/** A slider move makes many values; the map answers the last one of this span. */
const SETTLE_MS = 180;

/**
 * Keeps the map of the shown class in step with the settings and the model: at once for a class
 * that is newly shown, after a moment's rest for sliders. The engine computes only what changed.
 */
export function useLiveExplore(engine: Engine, folder: string | null): void {
  const ready = useModel((state) => state.status === 'ready');
  useEffect(() => {
    if (folder === null || !ready) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void engine.explore(folder), SETTLE_MS);
    };
    void engine.explore(folder);
    const stops = [
      useSettings.subscribe((next, last) => discoveryKey(next) !== discoveryKey(last) && later()),
      useModel.subscribe((next, last) => next.packHash !== last.packHash && later()),
    ];
    return () => {
      clearTimeout(timer);
      stops.forEach((stop) => stop());
    };
  }, [engine, folder, ready]);
}

/** What of the settings a map and its cores depend on. */
export function discoveryKey({ method, parameters, sampling }: Settings): string {
  const found = parametersOf(findMethod(method)?.schema ?? {})
    .filter((parameter) => parameter.group === 'discovery')
    .map(({ id }) => parameters[id] ?? null);
  return JSON.stringify([method, found, sampling['imagesPerClass'], sampling['seed']]);
}
