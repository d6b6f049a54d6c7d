import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { useClassNames } from '../distil/useClassNames';
import { usePlaceRanges } from '../distil/usePlaces';
import { useShown } from '../state/shown';
import { CompareRow } from './CompareRow';

const ROW = 132;

/** The set on the page on one sheet: each class's real cores above what was made from them. */
export function WholeSet() {
  const scroller = useRef<HTMLDivElement>(null);
  const ranges = usePlaceRanges();
  const names = useClassNames();
  const results = useShown((state) => state.results);
  const made = useMemo(
    () => ranges.filter(({ folder }) => (results.get(folder)?.length ?? 0) > 0),
    [ranges, results],
  );
  const rows = useVirtualizer({
    count: made.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    paddingEnd: 16,
    overscan: 3,
  });
  if (made.length === 0) {
    return (
      <p className="empty-state">
        Once images are distilled, this sheet sets every class’s real cores above its synthetic
        images, with how near they came: the whole set at one look.
      </p>
    );
  }
  return (
    <div className="compare" ref={scroller}>
      <ul style={{ height: rows.getTotalSize() }} aria-label="Classes, real above synthetic">
        {rows.getVirtualItems().map((item) => {
          const range = made[item.index];
          if (range === undefined) return null;
          return (
            <li
              key={range.folder}
              style={{ transform: `translateY(${item.start}px)`, height: ROW }}
              aria-setsize={made.length}
              aria-posinset={item.index + 1}
            >
              <CompareRow
                folder={range.folder}
                name={names.get(range.folder) ?? range.folder}
                images={results.get(range.folder) ?? []}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
