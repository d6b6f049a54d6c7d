import { useEffect, useState } from 'react';

/**
 * How many parts are made by now: putting all of them on the page at once would hold it for too long. Each has a
 * task of its own; a transition would begin anew with every picture that arrives meanwhile.
 */
export function useOneByOne(count: number): number {
  const [made, setMade] = useState(1);
  useEffect(() => {
    if (made >= count) return undefined;
    const next = setTimeout(() => setMade(made + 1));
    return () => clearTimeout(next);
  }, [made, count]);
  return made;
}
