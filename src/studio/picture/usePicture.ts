import { useEffect, useState } from 'react';
import { isAbort } from '../../core/errors';
import type { Commands } from '../commands/contract';
import { useCommands } from '../commandsContext';
import { useArriving } from '../state/arriving';
import { useCollection, type ClassRow } from '../state/collection';
import { excludedFrom, useExcluded } from '../state/excluded';
import { useModel } from '../state/model';

/** `listed`: the thumbnail of a class's nth file, of which nothing is known yet but that it is there. */
export type PictureKind = 'thumbnail' | 'full' | 'listed';

/**
 * What shows the first pictures of a class: a class may wait for its turn for minutes, and until it is read what
 * its folder lists stands for it.
 */
export function kindOnceRead(row: ClassRow | undefined, kind: PictureKind): PictureKind {
  return row?.read.state === 'done' ? kind : 'listed';
}

interface Loaded {
  readonly key: string;
  readonly url: string | null;
}

/**
 * The object URL of an image of the collection; null until it is there, or when it cannot be read. While the
 * class is read its pictures stand here in the order in which they come.
 */
export function usePicture(folder: string, image: number | null, kind: PictureKind): string | null {
  const commands = useCommands();
  // Under another split the same number is another image; before the class is read there may be none.
  const images = useCollection(({ split, framing, classes }) => {
    const read = classes.find((row) => row.folder === folder)?.read.state === 'done';
    return `${split.kind === 'share' ? split.percent : split.kind} ${framing} ${read}`;
  });
  // As it is without images that were left out.
  const excluded = useExcluded((state) => excludedFrom(state, folder));
  const without = `${excluded.length} ${excluded.at(-1) ?? ''}`;
  // A model sees its own size.
  const side = useModel(({ pack }) => (kind === 'full' ? (pack?.resolution ?? '') : ''));
  const key = `${without}/${kind}/${image ?? ''}/${images}/${side}/${folder}`;
  const [loaded, setLoaded] = useState<Loaded>({ key: '', url: null });
  useEffect(() => {
    if (image === null) return undefined;
    let current = true;
    const ask = () => load(commands, folder, image, kind);
    // Where another collection came meanwhile, the picture is one of that.
    const asked = ask().catch((error: unknown) => {
      if (isAbort(error)) return ask();
      throw error;
    });
    asked.then(
      (url) => current && setLoaded({ key, url }),
      () => current && setLoaded({ key, url: null }),
    );
    return () => {
      current = false;
    };
  }, [commands, folder, image, kind, key]);
  const arriving = useArriving(({ classes }) => classes.get(folder)?.[image ?? -1]);
  return (loaded.key === key ? loaded.url : null) ?? arriving?.() ?? null;
}

function load(
  commands: Commands,
  folder: string,
  image: number,
  kind: PictureKind,
): Promise<string> {
  if (kind === 'listed') return commands.listedThumbnail(folder, image);
  return kind === 'thumbnail'
    ? commands.thumbnail(folder, image)
    : commands.fullImage(folder, image);
}
