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
                <span className="clip" title={skipped[i]?.path}>
                  {skipped[i]?.path}
                </span>
                <span className="clip muted" title={skipped[i]?.reason}>
                  {skipped[i]?.reason}
                </span>
              </>
            )}
          />
        </details>
      )}
      {duplicates.length > 0 && (
        <details className="report">
          <summary>{countOf(duplicates.length, 'group')} of equal files</summary>
          <LongList
            label="Equal files"
            count={duplicates.length}
            rowHeight={40}
            renderRow={(i) => {
              const paths = duplicates[i]?.paths ?? [];
              return (
                <>
                  <span className="clip" title={paths[0]}>
                    {paths[0]}
                  </span>
                  <span className="clip muted" title={paths.slice(1).join('\n')}>
                    same as {paths.slice(1).join(', ')}
                  </span>
                </>
              );
            }}
          />
        </details>
      )}
    </>
  );
}
