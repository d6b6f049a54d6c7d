import { useEffect, useState } from 'react';
import { isAbort } from '../../core/errors';
import type { NearImage } from '../../core/metrics/nearest-real';
import { problemText } from '../adapters/problem-text';
import type { PictureOfClass } from '../commands/explore/contract';
import { useCommands } from '../commandsContext';

/** Who walks through images asks only for the one where they stop. */
const SETTLE_MS = 150;

export interface Nearest {
  readonly images: readonly NearImage[] | null;
  readonly problem: string | null;
}

const ASKED: Nearest = { images: null, problem: null };

/** The real images nearest to a picture; both null while they are looked for. */
export function useNearest(folder: string, { kind, ...picture }: PictureOfClass): Nearest {
  const commands = useCommands();
  const at = 'image' in picture ? picture.image : picture.index;
  const key = `${kind} ${at} ${folder}`;
  const [found, setFound] = useState({ key: '', nearest: ASKED });
  useEffect(() => {
    const asking = new AbortController();
    const ask = async () => {
      const asked: PictureOfClass = kind === 'real' ? { kind, image: at } : { kind, index: at };
      try {
        const images = await commands.images.nearest(folder, asked, asking.signal);
        setFound({ key, nearest: { images, problem: null } });
      } catch (error) {
        if (isAbort(error) || asking.signal.aborted) return;
        setFound({ key, nearest: { images: null, problem: problemText(error) } });
      }
    };
    const timer = setTimeout(() => void ask(), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [commands, folder, kind, at, key]);
  return found.key === key ? found.nearest : ASKED;
}
