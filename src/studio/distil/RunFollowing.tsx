import { useMemo } from 'react';
import { followLine, followWarnings, pictureSummary } from '../../run/results/picture-summary';
import { usePictures } from '../state/pictures';

/** Over the whole set: how many follow their cores, how many copy them, and what that may mean. */
export function RunFollowing() {
  const classes = usePictures((state) => state.classes);
  const { line, warnings } = useMemo(() => {
    const all = [...classes.values()].flatMap(({ pictures }) => pictures);
    const summary = pictureSummary(all);
    return { line: followLine(summary), warnings: followWarnings(summary) };
  }, [classes]);
  if (line === null) return null;
  return (
    <div className="run-following small">
      <output>{line}</output>
      {warnings.length > 0 && (
        <ul className="method-notices" aria-label="What to look at">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
