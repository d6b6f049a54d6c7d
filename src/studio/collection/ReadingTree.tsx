import { useVirtualizer } from '@tanstack/react-virtual';
import { useId, useMemo, useRef } from 'react';
import type { ReadingPart } from '../../data/import/reading/reading';
import { useCommands } from '../commandsContext';
import { useCollection } from '../state/collection';

interface Row {
  readonly part: ReadingPart;
  /** 0 at the top of the tree. */
  readonly depth: number;
}

const rowsOf = (parts: readonly ReadingPart[], depth = 0): Row[] =>
  parts.flatMap((part) => [{ part, depth }, ...rowsOf(part.parts, depth + 1)]);

/**
 * What was understood of folders and archives, as a small tree; each part that could be read otherwise has
 * its choices. A collection that is nothing but class folders has no tree.
 */
export function ReadingTree() {
  const { text, parts } = useCollection((state) => state.reading);
  const rows = useMemo(() => rowsOf(parts), [parts]);
  if (rows.length === 0) return null;
  return (
    <details className="report" open>
      <summary>How it was read</summary>
      <p className="reading-summary small">{text}</p>
      <Parts rows={rows} />
    </details>
  );
}

/** Thousands of folders may each have something to say: only rows on the screen exist. */
function Parts({ rows }: { readonly rows: readonly Row[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.part.id ?? index,
    estimateSize: () => 64,
    overscan: 8,
  });
  return (
    <div className="reading-scroller" ref={scroller}>
      <ul className="reading small" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const { part, depth } = row;
          return (
            <li
              key={item.key}
              ref={list.measureElement}
              data-index={item.index}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)`, paddingLeft: 16 * depth }}
            >
              {part.choices.length > 0 ? <Choice part={part} /> : part.text}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Choice({ part }: { readonly part: ReadingPart }) {
  const commands = useCommands();
  const id = useId();
  const busy = useCollection((state) => state.status === 'listing');
  return (
    <>
      <label htmlFor={id}>{part.text}</label>
      <select
        id={id}
        className="select"
        value={part.taken}
        disabled={busy}
        onChange={(event) => void commands.readAs(part.id, event.currentTarget.value)}
      >
        {part.choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.text}
          </option>
        ))}
      </select>
    </>
  );
}
