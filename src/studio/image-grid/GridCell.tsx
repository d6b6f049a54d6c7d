import { memo } from 'react';
import { Picture } from '../picture/Picture';
import { useSelection } from '../state/selection';

export interface GridCellProps {
  readonly id: string;
  readonly folder: string;
  readonly image: number;
  readonly side: number;
  readonly name: string;
  /** CSS colour of its cluster. */
  readonly colour: string;
  readonly isCore: boolean;
  readonly isChosen: boolean;
  readonly position: number;
  readonly count: number;
}

/** One picture of the grid. Keys and clicks are the grid's. */
export const GridCell = memo(function GridCell(props: GridCellProps) {
  const { id, folder, image, side, name, colour, isCore, isChosen, position, count } = props;
  const isActive = useSelection((state) => state.image === image);
  const isHovered = useSelection((state) => state.hovered === image);
  const marks = `${isActive ? 'is-active' : ''} ${isHovered ? 'is-hovered' : ''} ${isCore ? 'is-core' : ''}`;
  return (
    <div
      id={id}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select shows no pictures
      role="option"
      className={`grid-cell ${marks}`}
      aria-selected={isChosen}
      aria-label={name}
      aria-setsize={count}
      aria-posinset={position + 1}
      data-image={image}
      style={{ width: side, height: side, '--cluster': colour }}
    >
      <Picture folder={folder} image={image} kind="thumbnail" side={side} alt="" />
    </div>
  );
});
