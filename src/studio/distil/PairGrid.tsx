import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { useSize } from '../charts/useSize';
import { useModel } from '../state/model';
import { useShown } from '../state/shown';
import { useView } from '../state/view';
import { ClassHeading } from './ClassHeading';
import { Pair } from './Pair';
import { gridRows, rowOfPlace } from './pairRows';
import { CAPTION, HEADING, pairColumns, pairSide } from './pairSize';
import { useClassNames } from './useClassNames';
import { usePaired } from './usePaired';
import { usePlaceRanges } from './usePlaces';

const PADDING = 16;

/** All pairs of all classes, as large as a class fits; only rows on the screen exist. */
export function PairGrid() {
  const scroller = useRef<HTMLDivElement>(null);
  const room = useSize(scroller);
  const ranges = usePlaceRanges();
  const names = useClassNames();
  const zoom = useView((state) => state.zoom);
  const place = useView((state) => state.place);
  const native = useNativeSide();
  const longest = ranges.reduce((top, range) => Math.max(top, range.count), 1);
  // While a class is still far from one screen the cap keeps pictures large instead of many.
  const pictures = usePaired() ? 2 : 1;
  const side = pairSide(room, native, Math.min(longest, 12), zoom, pictures);
  const columns = pairColumns(room.width, side, pictures);
  const rows = useMemo(() => gridRows(ranges, columns), [ranges, columns]);
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => (rows[i]?.kind === 'heading' ? HEADING : side + CAPTION),
    paddingStart: 4,
    paddingEnd: PADDING,
    overscan: 4,
  });
  useEffect(() => lines.measure(), [lines, side, rows]);
  useEffect(() => useView.setState({ columns }), [columns]);
  useKeepInView(scroller, place === null ? -1 : rowOfPlace(rows, place.folder, place.index), (at) =>
    lines.scrollToIndex(at),
  );
  const stop = place ?? (ranges[0] ? { folder: ranges[0].folder, index: 0 } : null);
  return (
    <div className="pair-scroller" ref={scroller}>
      <div className="pair-grid" style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map((line) => {
          const row = rows[line.index];
          if (row === undefined) return null;
          const style = { transform: `translateY(${line.start}px)`, height: line.size };
          const name = names.get(row.folder) ?? row.folder;
          if (row.kind === 'heading') {
            return (
              <div key={line.key} className="pair-line" style={style}>
                <ClassHeading folder={row.folder} name={name} />
              </div>
            );
          }
          return (
            <ul key={line.key} className="pair-line" style={style} aria-label={`${name}, pairs`}>
              {Array.from({ length: row.count }, (_, i) => (
                <Pair
                  key={row.first + i}
                  place={{ folder: row.folder, index: row.first + i }}
                  className={name}
                  side={side}
                  pictures={pictures}
                  tabStop={stop?.folder === row.folder && stop.index === row.first + i}
                />
              ))}
            </ul>
          );
        })}
      </div>
    </div>
  );
}

/** Scrolls to the row of the current place when it changes, and takes the focus along. */
function useKeepInView(
  scroller: { readonly current: HTMLElement | null },
  row: number,
  scrollTo: (row: number) => void,
): void {
  const place = useView((state) => state.place);
  const seen = useRef(place);
  useEffect(() => {
    if (seen.current === place || row < 0 || place === null) return;
    seen.current = place;
    scrollTo(row);
    const node = scroller.current;
    if (node === null || !node.contains(document.activeElement)) return;
    const target = `[data-place="${CSS.escape(`${place.index} ${place.folder}`)}"]`;
    requestAnimationFrame(() => node.querySelector<HTMLElement>(target)?.focus());
  }, [place, row, scrollTo, scroller]);
}

/** Side of the pictures in their own pixels: what was made, else what the model makes. */
function useNativeSide(): number {
  const made = useShown((state) => [...state.results.values()][0]?.[0]?.size ?? null);
  const model = useModel((state) => state.pack?.resolution ?? null);
  return made ?? model ?? 64;
}
