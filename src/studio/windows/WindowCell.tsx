import type { KeyboardEvent } from 'react';
import { clusterMark } from '../explore/clusterColours';
import type { ListedWindow } from '../state/windows';
import { chooseWindow } from './chooseWindow';
import { formatLoss } from './divergingPalette';
import { useWindowPicture } from './useWindowPicture';

export interface WindowCellProps {
  readonly folder: string;
  readonly window: ListedWindow;
  /** Place in the list after edits, from 0. */
  readonly place: number;
  /** True when the set takes it. */
  readonly taken: boolean;
  readonly pinned: boolean;
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly side: number;
  readonly left: number;
  readonly top: number;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onDrag: () => void;
  readonly onDrop: () => void;
}

/** A window of the list: its picture, place, score, cluster and source. */
export function WindowCell(props: WindowCellProps) {
  const { folder, window, place, taken, pinned, selected, tabStop, side, left, top } = props;
  const url = useWindowPicture(folder, window.id);
  const file = window.path.split('/').at(-1) ?? '';
  const states = [taken ? 'in the set' : 'not in the set', ...(pinned ? ['pinned'] : [])];
  const size = { width: side, height: side };
  return (
    <li
      className="window-cell"
      style={{ transform: `translate(${left}px, ${top}px)`, width: side }}
    >
      <button
        type="button"
        draggable
        className={`${selected ? 'is-selected' : ''} ${taken ? 'is-taken' : ''}`}
        aria-pressed={selected}
        aria-label={
          `${place + 1}: ${file}, score ${formatLoss(window.score)}, ` +
          `${window.cluster < 0 ? 'no cluster yet' : `cluster ${window.cluster + 1}`}, ${states.join(', ')}`
        }
        title={`${file}, standard error of the score ${formatLoss(window.standardError)}`}
        tabIndex={tabStop ? 0 : -1}
        onClick={() => chooseWindow(window)}
        onKeyDown={props.onKey}
        onDragStart={(event) => {
          // Without data of its own a drag does not start everywhere.
          event.dataTransfer.setData('text/plain', window.id);
          event.dataTransfer.effectAllowed = 'move';
          props.onDrag();
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          event.stopPropagation();
          props.onDrop();
        }}
      >
        {url === null ? (
          <span className="picture-empty" style={size} />
        ) : (
          <img className="picture" src={url} alt="" style={size} draggable={false} />
        )}
      </button>
      <p className="window-caption small" aria-hidden="true">
        <span className={taken ? '' : 'muted'}>
          {place + 1}
          {pinned && ' pinned'}
        </span>
        <i style={{ background: clusterMark(window.cluster).colour }} />
      </p>
      <p className="window-caption small muted" aria-hidden="true">
        <span>{formatLoss(window.score)}</span>
        <span>{window.cluster < 0 ? '' : `c${window.cluster + 1}`}</span>
      </p>
    </li>
  );
}
