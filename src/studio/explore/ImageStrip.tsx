import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useCommands } from '../commandsContext';
import { Picture } from '../picture/Picture';
import { selectImage, useSelection } from '../state/selection';

export interface StripItem {
  readonly image: number;
  /** A few words under the picture. */
  readonly caption: string;
}

export interface ImageStripProps {
  readonly label: string;
  readonly folder: string;
  readonly items: readonly StripItem[];
  readonly side: number;
}

const GAP = 8;

/** Pictures in a row; one of them can be the page's selected image. Tab enters it once. */
export function ImageStrip({ label, folder, items, side }: ImageStripProps) {
  const commands = useCommands();
  const selected = useSelection((state) => state.image);
  const scroller = useRef<HTMLDivElement>(null);
  const at = items.findIndex((item) => item.image === selected);
  const columns = useVirtualizer({
    horizontal: true,
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => side + GAP,
    overscan: 4,
  });
  useEffect(() => {
    const node = scroller.current;
    if (at < 0 || node === null) return;
    columns.scrollToIndex(at);
    if (!node.contains(document.activeElement)) return;
    requestAnimationFrame(() => node.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus());
  }, [at, columns]);
  return (
    <div className="image-strip" ref={scroller}>
      <ul aria-label={label} style={{ width: columns.getTotalSize() }}>
        {columns.getVirtualItems().map((column) => {
          const item = items[column.index];
          if (item === undefined) return null;
          const { image } = item;
          const name = commands.imageName(folder, image);
          return (
            <li key={image} style={{ transform: `translateX(${column.start}px)`, width: side }}>
              <button
                type="button"
                data-picture=""
                aria-pressed={image === selected}
                aria-label={`${name}, ${item.caption}`}
                tabIndex={column.index === Math.max(0, at) ? 0 : -1}
                onClick={() => selectImage(image === selected ? null : image)}
                onPointerEnter={() => useSelection.setState({ hovered: image })}
                onPointerLeave={() => useSelection.setState({ hovered: null })}
              >
                <Picture folder={folder} image={image} kind="thumbnail" side={side} alt="" />
              </button>
              <span className="clip small muted" aria-hidden="true">
                {item.caption}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
