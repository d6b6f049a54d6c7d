import { useMemo, useSyncExternalStore } from 'react';

/** Colours that a canvas needs by name, as CSS. */
export interface MapTheme {
  readonly ink: string;
  readonly ground: string;
  readonly noise: string;
  readonly accent: string;
}

const DARK = '(prefers-color-scheme: dark)';

function follow(changed: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

/** The page's colours for the map, read again when the system changes between light and dark. */
export function useMapTheme(): MapTheme {
  const dark = useSyncExternalStore(follow, () => matchMedia(DARK).matches);
  return useMemo(() => readTheme(dark), [dark]);
}

function readTheme(dark: boolean): MapTheme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string, light: string, night: string) =>
    style.getPropertyValue(name).trim() || (dark ? night : light);
  return {
    ink: read('--ink', '#1d1d1b', '#ececea'),
    ground: read('--map', '#ffffff', '#111110'),
    noise: read('--noise-point', '#8f8f8b', '#74746f'),
    accent: read('--accent', '#9a4a16', '#e4955c'),
  };
}
