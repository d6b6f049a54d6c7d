import { useEffect, useState } from 'react';
import { useCommands } from '../commandsContext';

interface Loaded {
  readonly key: string;
  readonly url: string | null;
}

/** The object URL of a window's picture; null until it is there, or when it cannot be read. */
export function useWindowPicture(folder: string, id: string): string | null {
  const commands = useCommands();
  const key = `${folder}/${id}`;
  const [loaded, setLoaded] = useState<Loaded>({ key: '', url: null });
  useEffect(() => {
    let current = true;
    commands.windows.windowPicture(folder, id).then(
      (url) => current && setLoaded({ key, url }),
      () => current && setLoaded({ key, url: null }),
    );
    return () => {
      current = false;
    };
  }, [commands, folder, id, key]);
  return loaded.key === key ? loaded.url : null;
}
