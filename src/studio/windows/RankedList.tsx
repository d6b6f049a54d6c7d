import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { moveWindow } from '../../core/scoring/edits';
import type { WindowsPlan } from '../../methods/windows/plan';
import { useSize } from '../charts/useSize';
import { useWindows } from '../state/windows';
import { WindowActions } from './WindowActions';
import { WindowCell } from './WindowCell';
import { chooseWindow } from './chooseWindow';
import { useEdits } from './useEdits';
import { useWindowActions } from './useWindowActions';
import { neededBy } from './useWindowsPlan';

export interface RankedListProps {
  readonly folder: string;
  readonly name: string;
  readonly plan: WindowsPlan;
}

const CELL = 96;
const CAPTION = 36;
const GAP = 8;

/** A class's windows in the order in which they are taken, to be moved, pinned and left out. */
export function RankedList({ folder, name, plan }: RankedListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const { edits, list, change } = useEdits(folder);
  const actions = useWindowActions(folder);
  const selected = useWindows((state) => state.selected);
  const [dragged, setDragged] = useState<string | null>(null);
  const columns = Math.max(1, Math.floor((width + GAP) / (CELL + GAP)));
  const rows = useVirtualizer({
    count: Math.ceil(list.length / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => CELL + CAPTION + GAP,
    paddingStart: 4,
    overscan: 3,
  });
  const at = list.findIndex((window) => window.id === selected);
  const stop = Math.max(0, at);
  useKeepInView(scroller, at, (index) => rows.scrollToIndex(Math.floor(index / columns)));
  const needed = neededBy(plan);

  const press = (event: KeyboardEvent) => {
    const step = stepOf(event.key, columns, stop, list.length);
    const window = list[stop];
    if (window === undefined) return;
    if (step !== null) {
      const to = Math.max(0, Math.min(list.length - 1, stop + step));
      if (event.altKey) change(moveWindow(list, edits, window.id, to));
      else if (list[to]) chooseWindow(list[to]);
      event.preventDefault();
    } else if (actions.press(event.key, window, list[stop + 1] ?? list[stop - 1])) {
      event.preventDefault();
    }
  };

  return (
    <>
      <WindowActions folder={folder} window={list[at] ?? null} />
      <div className="window-scroller" ref={scroller}>
        {list.length === 0 && <p className="muted">The list appears when the class is scored.</p>}
        <ul
          className="window-grid"
          aria-label={`Ranked windows of ${name}`}
          data-own-keys=""
          style={{ height: rows.getTotalSize() }}
        >
          {rows.getVirtualItems().flatMap((row) =>
            list.slice(row.index * columns, (row.index + 1) * columns).map((window, i) => {
              const place = row.index * columns + i;
              return (
                <WindowCell
                  key={window.id}
                  folder={folder}
                  window={window}
                  place={place}
                  taken={place < needed}
                  pinned={edits.pinned.includes(window.id)}
                  selected={window.id === selected}
                  tabStop={place === stop}
                  side={CELL}
                  left={i * (CELL + GAP)}
                  top={row.start}
                  onKey={press}
                  onDrag={() => setDragged(window.id)}
                  onDrop={() => {
                    if (dragged !== null) change(moveWindow(list, edits, dragged, place));
                    setDragged(null);
                  }}
                />
              );
            }),
          )}
        </ul>
      </div>
    </>
  );
}

/** How far a key moves, or null for a key that does not. */
function stepOf(key: string, columns: number, from: number, count: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return -1;
    case 'ArrowRight':
      return 1;
    case 'ArrowUp':
      return -columns;
    case 'ArrowDown':
      return columns;
    case 'Home':
      return -from;
    case 'End':
      return count - 1 - from;
    default:
      return null;
  }
}

/** Scrolls to the selected window when it changes, and takes the focus along. */
function useKeepInView(
  scroller: { readonly current: HTMLElement | null },
  at: number,
  scrollTo: (index: number) => void,
): void {
  const seen = useRef(-1);
  useEffect(() => {
    if (seen.current === at || at < 0) return;
    seen.current = at;
    scrollTo(at);
    const node = scroller.current;
    if (node === null || !node.contains(document.activeElement)) return;
    requestAnimationFrame(() => node.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
  }, [at, scrollTo, scroller]);
}
