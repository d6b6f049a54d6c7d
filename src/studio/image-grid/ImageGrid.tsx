import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import { useSize } from '../charts/useSize';
import { leavePlace } from '../commands/place';
import { selectImage, useSelection } from '../state/selection';
import { GridCell } from './GridCell';
import { between, positionAfter, toggled, withValues } from './gridKeys';

export interface GridImage {
  /** File name and what is known of it: what a screen reader says. */
  readonly name: string;
  /** CSS colour of its cluster. */
  readonly colour: string;
  readonly isCore: boolean;
}

export interface ImageGridProps {
  readonly label: string;
  readonly folder: string;
  /** Images in the order in which they stand. */
  readonly images: readonly number[];
  /** Of a picture, in pixels; what is left of the width is shared out among them. */
  readonly side: number;
  readonly about: (image: number) => GridImage;
}

const GAP = 2;
const PADDING = 4;

/**
 * All images of a class, dense; only the rows on the screen exist. It is one stop of Tab: arrows go from
 * picture to picture, Space chooses, Shift with an arrow chooses on the way.
 */
export function ImageGrid({ label, folder, images, side: wanted, about }: ImageGridProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(scroller);
  const active = useSelection((state) => state.image);
  const lasso = useSelection((state) => state.lasso);
  const chosen = new Set(lasso);
  /** Where a chosen range began. */
  const anchor = useRef<number | null>(null);
  const room = width - 2 * PADDING + GAP;
  const columns = Math.max(1, Math.floor(room / (wanted + GAP)));
  const side = Math.max(wanted, Math.floor(room / columns) - GAP);
  const at = active === null ? -1 : images.indexOf(active);
  const rows = useVirtualizer({
    count: Math.ceil(images.length / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => side + GAP,
    paddingStart: PADDING,
    paddingEnd: PADDING,
    overscan: 3,
  });
  useEffect(() => rows.measure(), [rows, side]);
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(Math.floor(at / columns));
  }, [rows, at, columns]);

  const choose = (next: readonly number[]) => useSelection.setState({ lasso: next });
  const press = (event: KeyboardEvent) => {
    const { key, shiftKey, ctrlKey, metaKey } = event;
    if ((ctrlKey || metaKey) && key.toLowerCase() === 'a') {
      event.preventDefault();
      choose(images.toSorted((a, b) => a - b));
      return;
    }
    if (ctrlKey || metaKey || event.altKey) return;
    if (key === ' ' && active !== null && at >= 0) {
      event.preventDefault();
      choose(toggled(lasso, active));
      return;
    }
    if (key === 'Escape') leavePlace();
    const shape = { count: images.length, columns, rows: Math.floor(height / (side + GAP)) };
    const next = positionAfter(key, at, shape);
    const image = next === null ? undefined : images[next];
    if (next === null || image === undefined) return;
    event.preventDefault();
    selectImage(image);
    if (shiftKey && at >= 0) choose(withValues(lasso, between(images, at, next)));
  };
  const click = (event: MouseEvent) => {
    const image = imageAt(event.target);
    if (image === null) return;
    const position = images.indexOf(image);
    if (event.shiftKey && anchor.current !== null) {
      choose(withValues(lasso, between(images, anchor.current, position)));
    } else {
      anchor.current = position;
      if (event.ctrlKey || event.metaKey) choose(toggled(lasso, image));
    }
    selectImage(image);
  };
  return (
    <div className="image-grid" data-own-keys="">
      <div
        ref={scroller}
        className="grid-scroller"
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select shows no pictures
        role="listbox"
        aria-label={label}
        aria-multiselectable="true"
        aria-activedescendant={at < 0 ? undefined : `${id}-${active}`}
        tabIndex={0}
        onKeyDown={press}
        onClick={click}
        onPointerOver={(event) => useSelection.setState({ hovered: imageAt(event.target) })}
        onPointerLeave={() => useSelection.setState({ hovered: null })}
      >
        <div role="presentation" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => (
            <div
              key={row.key}
              role="presentation"
              className="grid-row"
              style={{ transform: `translateY(${row.start}px)`, gap: GAP }}
            >
              {images.slice(row.index * columns, (row.index + 1) * columns).map((image, i) => (
                <GridCell
                  key={image}
                  id={`${id}-${image}`}
                  folder={folder}
                  image={image}
                  side={side}
                  {...about(image)}
                  isChosen={chosen.has(image)}
                  position={row.index * columns + i}
                  count={images.length}
                />
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function imageAt(target: EventTarget): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-image]') : null;
  return cell === null ? null : Number(cell.dataset['image']);
}
