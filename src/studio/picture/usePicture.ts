import { useEffect, useState } from 'react';
import type { Engine } from '../engine/contract';
import { useEngine } from '../engineContext';

export type PictureKind = 'thumbnail' | 'full';

interface Loaded {
  readonly key: string;
  readonly url: string | null;
}

/** The object URL of an image of the collection; null until it is there, or when it cannot be read. */
export function usePicture(folder: string, image: number | null, kind: PictureKind): string | null {
  const engine = useEngine();
  const key = `${kind}/${image ?? ''}/${folder}`;
  const [loaded, setLoaded] = useState<Loaded>({ key: '', url: null });
  useEffect(() => {
    if (image === null) return undefined;
    let current = true;
    load(engine, folder, image, kind).then(
      (url) => current && setLoaded({ key, url }),
      () => current && setLoaded({ key, url: null }),
    );
    return () => {
      current = false;
    };
  }, [engine, folder, image, kind, key]);
  return loaded.key === key ? loaded.url : null;
}

function load(engine: Engine, folder: string, image: number, kind: PictureKind): Promise<string> {
  return kind === 'thumbnail' ? engine.thumbnail(folder, image) : engine.fullImage(folder, image);
}
