import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useRef, useState } from 'react';
import { useListedClasses } from '../state/classes-while';
import { useCollection } from '../state/collection';
import { ClassCard } from './ClassCard';

/** The classes as rows; only those on the screen exist. */
export function ClassList() {
  const classes = useCollection((state) => state.classes);
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<string | null>(null);
  const listed = useListedClasses();
  // Another function has the places of all rows counted anew.
  const getItemKey = useCallback((index: number) => listed[index]?.folder ?? index, [listed]);
  const rows = useVirtualizer({
    count: classes.length,
    getScrollElement: () => scroller.current,
    getItemKey,
    estimateSize: () => 81,
    overscan: 6,
  });
  return (
    <div className="class-scroller" ref={scroller}>
      <ul className="class-list" aria-label="Classes" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const row = classes[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              ref={rows.measureElement}
              data-index={item.index}
              aria-setsize={classes.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <ClassCard
                row={row}
                open={open === row.folder}
                onToggle={() => setOpen((now) => (now === row.folder ? null : row.folder))}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
