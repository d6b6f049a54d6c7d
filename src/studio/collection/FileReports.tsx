import { countOf } from '../job-bar/duration';
import { useCollection } from '../state/collection';
import { LongList } from './LongList';

/** What was left out and what came twice, closed until asked for. */
export function FileReports() {
  const skipped = useCollection((state) => state.skipped);
  const duplicates = useCollection((state) => state.duplicates);
  return (
    <>
      {skipped.length > 0 && (
        <details className="report">
          <summary>{countOf(skipped.length, 'skipped file')}</summary>
          <LongList
            label="Skipped files"
            count={skipped.length}
            rowHeight={40}
            renderRow={(i) => (
              <>
                <span>{skipped[i]?.path}</span>
                <span className="muted">{skipped[i]?.reason}</span>
              </>
            )}
          />
        </details>
      )}
      {duplicates.length > 0 && (
        <details className="report">
          <summary>
            {countOf(duplicates.length, 'group')} of equal pictures: a class uses each once
          </summary>
          <LongList
            label="Equal pictures"
            count={duplicates.length}
            rowHeight={40}
            renderRow={(i) => {
              const paths = duplicates[i]?.paths ?? [];
              return (
                <>
                  <span>{paths[0]}</span>
                  <span className="muted">same as {paths.slice(1).join(', ')}</span>
                </>
              );
            }}
          />
        </details>
      )}
    </>
  );
}
