import type { KeyboardEvent } from 'react';
import { clusterMark } from '../explore/clusterColours';
import type { Patch } from '../state/patches';
import { choosePatch } from './choosePatch';
import { formatLoss } from './divergingPalette';
import { usePatchPicture } from './usePatchPicture';

export interface PatchCellProps {
  readonly folder: string;
  readonly patch: Patch;
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
export function PatchCell(props: PatchCellProps) {
  const { folder, patch, place, taken, pinned, selected, tabStop, side, left, top } = props;
  const url = usePatchPicture(folder, patch.id);
  const file = patch.path.split('/').at(-1) ?? '';
  const states = [taken ? 'in the set' : 'not in the set', ...(pinned ? ['pinned'] : [])];
  const size = { width: side, height: side };
  return (
    <li className="patch" style={{ transform: `translate(${left}px, ${top}px)`, width: side }}>
      <button
        type="button"
        draggable
        className={`${selected ? 'is-selected' : ''} ${taken ? 'is-taken' : ''}`}
        aria-pressed={selected}
        aria-label={
          `${place + 1}: ${file}, score ${formatLoss(patch.score)}, ` +
          `cluster ${patch.cluster + 1}, ${states.join(', ')}`
        }
        title={`${file}, s.e. ${formatLoss(patch.standardError)}`}
        tabIndex={tabStop ? 0 : -1}
        onClick={() => choosePatch(patch)}
        onKeyDown={props.onKey}
        onDragStart={(event) => {
          // Without data of its own a drag does not start everywhere.
          event.dataTransfer.setData('text/plain', patch.id);
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
      <p className="patch-caption small" aria-hidden="true">
        <span className={taken ? '' : 'muted'}>
          {place + 1}
          {pinned && ' pinned'}
        </span>
        <i style={{ background: clusterMark(patch.cluster).colour }} />
      </p>
      <p className="patch-caption small muted" aria-hidden="true">
        <span>{formatLoss(patch.score)}</span>
        <span>c{patch.cluster + 1}</span>
      </p>
    </li>
  );
}
