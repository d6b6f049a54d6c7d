import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useSize } from '../charts/useSize';
import { usePinch } from '../picture/usePinch';
import { useView, type Place } from '../state/view';
import { ClassHeading } from './ClassHeading';
import { Pair } from './Pair';
import { gridRows, rowKey, rowOfPlace, type GridRow, type TileRange } from './pairRows';
import { RealRow } from './RealRow';
import { CAPTION, HEADING, LARGEST, SMALLEST, tilesFor, type Tiles } from './tileSize';
import { useClassNames } from './useClassNames';
import { usePaired } from './usePaired';
import { usePlaceRanges } from './usePlaces';
import { useWanted, useWantedClasses } from './useWanted';

/** While a class is still far from one screen the cap keeps pictures large instead of many. */
const MOST_ON_SCREEN = 12;

/** All tiles of all classes, to the edge of the window; only rows on the screen exist. */
export function PairGrid() {
  const scroller = useRef<HTMLDivElement>(null);
  const room = useSize(scroller);
  const ranges = usePlaceRanges();
  const names = useClassNames();
  const place = useView((state) => state.place);
  const tiles = useTiles(room, ranges);
  const rows = useMemo(
    () => gridRows(ranges, (pictures) => tiles(pictures).columns),
    [ranges, tiles],
  );
  const heightOf = (row: GridRow | undefined): number => {
    if (row === undefined || row.kind === 'heading') return HEADING;
    return tiles(row.kind === 'real' ? 1 : row.pictures).side + CAPTION;
  };
  // By their row, and not by where it stands: headings keep the height that their words were measured to
  // need. Another function, as the rows or their tiles change, has all places counted anew.
  const getItemKey = useCallback(
    (i: number) => {
      const row = rows[i];
      return row === undefined ? i : rowKey(row);
    },
    [rows],
  );
  const lines = useVirtualizer({
    count: rows.length,
    getItemKey,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => heightOf(rows[i]),
    paddingStart: 4,
    paddingEnd: 16,
    overscan: 4,
  });
  usePinch(scroller, (factor) => {
    useView.setState(({ size, side }) => ({
      size: Math.min(LARGEST, Math.max(SMALLEST, (size ?? side) * factor)),
    }));
  });
  // Until the window is measured the rows are not those that will be there.
  const row = place === null || room.width === 0 ? -1 : rowOfPlace(rows, place.folder, place.index);
  useKeepInView(scroller, row, { rows, height: room.height }, (at) => lines.scrollToIndex(at));
  const first = ranges.find(({ count }) => count > 0);
  const stop = place ?? (first === undefined ? null : { folder: first.folder, index: 0 });
  return (
    <div className="pair-scroller" ref={scroller}>
      <div className="pair-grid" style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map((line) => {
          const row = rows[line.index];
          if (row === undefined) return null;
          const transform = `translateY(${line.start}px)`;
          const style = { transform, height: line.size };
          const name = names.get(row.folder) ?? row.folder;
          if (row.kind === 'heading') {
            return (
              <div
                key={line.key}
                ref={lines.measureElement}
                data-index={line.index}
                className="pair-line"
                style={{ transform, minHeight: HEADING }}
              >
                <ClassHeading folder={row.folder} name={name} />
              </div>
            );
          }
          if (row.kind === 'real') {
            return (
              <div key={line.key} className="pair-line" style={style}>
                <RealRow folder={row.folder} name={name} {...tiles(1)} />
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
                  side={tiles(row.pictures).side}
                  pictures={row.pictures}
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

/** The tiles of both kinds; the page's size follows where nobody asked for another. */
function useTiles(
  room: { width: number; height: number },
  ranges: readonly TileRange[],
): (pictures: 1 | 2) => Tiles {
  const classes = useWantedClasses();
  const wanted = useWanted();
  const paired = usePaired();
  const size = useView((state) => state.size);
  // What a class will have, so that pictures keep their size while it is made.
  const longest = useMemo(
    () => Math.max(1, ...ranges.map(({ count }) => count), ...classes.map((row) => wanted(row))),
    [ranges, classes, wanted],
  );
  const count = Math.min(longest, MOST_ON_SCREEN);
  const { width, height } = room;
  const tiles = useMemo(() => {
    const space = { width, height };
    const main = tilesFor(space, count, size, paired ? 2 : 1);
    const other = tilesFor(space, count, main.side, paired ? 1 : 2);
    return (pictures: 1 | 2) => ((pictures === 2) === paired ? main : other);
  }, [width, height, count, size, paired]);
  const { columns, side } = tiles(paired ? 2 : 1);
  useEffect(() => useView.setState({ columns, side }), [columns, side]);
  return tiles;
}

/** What a person scrolls by. */
const SCROLLING = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/** What a row's place on the screen follows from. */
interface Layout {
  readonly rows: readonly GridRow[];
  /** Of the room for them. */
  readonly height: number;
}

/**
 * Scrolls to the row of the current place, at first and when it changes, and takes the focus along; again where rows
 * or the room for them change, until a person scrolls: what stands above the grid comes one after another.
 */
function useKeepInView(
  scroller: { readonly current: HTMLElement | null },
  row: number,
  { rows, height }: Layout,
  scrollTo: (row: number) => void,
): void {
  const place = useView((state) => state.place);
  const seen = useRef<(Layout & { readonly place: Place }) | null>(null);
  const following = useRef(false);
  useEffect(() => {
    const node = scroller.current;
    const stop = () => {
      following.current = false;
    };
    for (const kind of SCROLLING) node?.addEventListener(kind, stop, { passive: true });
    return () => {
      for (const kind of SCROLLING) node?.removeEventListener(kind, stop);
    };
  }, [scroller]);
  useEffect(() => {
    if (row < 0 || place === null) return;
    const before = seen.current;
    seen.current = { place, rows, height };
    const isNew = before?.place !== place;
    const isMoved = before?.rows !== rows || before.height !== height;
    if (isNew) following.current = true;
    if (following.current && (isNew || isMoved)) scrollTo(row);
    const node = scroller.current;
    if (!isNew || node === null || !node.contains(document.activeElement)) return;
    const target = `[data-place="${CSS.escape(`${place.index} ${place.folder}`)}"]`;
    requestAnimationFrame(() => node.querySelector<HTMLElement>(target)?.focus());
  }, [place, row, rows, height, scrollTo, scroller]);
}
