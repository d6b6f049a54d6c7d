import { useMemo } from 'react';
import { followLine, followWarnings, pictureSummary } from '../../run/results/picture-summary';
import { usePictures } from '../state/pictures';

/** Over the whole set: how many follow their cores, how many copy them, and what that may mean. */
export function RunFollowing() {
  const classes = usePictures((state) => state.classes);
  const problems = usePictures((state) => state.problems);
  const { line, warnings } = useMemo(() => {
    const all = [...classes.values()].flatMap(({ pictures }) => pictures);
    const summary = pictureSummary(all);
    return { line: followLine(summary), warnings: followWarnings(summary) };
  }, [classes]);
  if (line === null && problems.size === 0) return null;
  return (
    <div className="run-following small">
      <output>{line}</output>
      {[...problems].map(([folder, problem]) => (
        <p key={folder} className="tone-warning">
          {folder} was not measured: {problem}
        </p>
      ))}
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
