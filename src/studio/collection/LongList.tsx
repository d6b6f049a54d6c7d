import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type ReactNode } from 'react';

export interface LongListProps {
  readonly label: string;
  readonly count: number;
  /** About how high a row is, in pixels: each is as high as its words. */
  readonly rowHeight: number;
  readonly renderRow: (index: number) => ReactNode;
}

/** A list of which only the visible rows exist. */
export function LongList({ label, count, rowHeight, renderRow }: LongListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  return (
    <section ref={scroller} className="long-list small" aria-label={label}>
      <ul style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => (
          <li
            key={item.key}
            ref={rows.measureElement}
            data-index={item.index}
            aria-setsize={count}
            aria-posinset={item.index + 1}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {renderRow(item.index)}
          </li>
        ))}
      </ul>
    </section>
  );
}
