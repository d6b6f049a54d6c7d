import { Picture } from '../picture/Picture';
import { formatPace } from '../job-bar/duration';
import { useSelection } from '../state/selection';
import { useView, type Place } from '../state/view';
import { LivePicture } from './LivePicture';
import { PictureMark } from './PictureMark';
import { goToPlace } from '../commands/place';
import { usePlaceContent } from './usePlaces';
import { ValueMark } from './ValueMark';

export interface PairProps {
  readonly place: Place;
  readonly className: string;
  /** Of one picture, in pixels. */
  readonly side: number;
  /** 2: the core and the image; 1: the image alone. */
  readonly pictures: 1 | 2;
  /** True for the one pair that Tab stops at. */
  readonly tabStop: boolean;
}

/** A real core and the image that was made from it, as one tile. A click opens both large. */
export function Pair({ place, className, side, pictures, tabStop }: PairProps) {
  const { synthetic, core } = usePlaceContent(place);
  const current = useView(
    ({ place: at }) => at?.folder === place.folder && at.index === place.index,
  );
  const selected = useSelection(
    (state) => core !== null && state.folder === place.folder && state.image === core,
  );
  const flipped = useView((state) => state.flipped) && current;
  const name = `${className}, image ${place.index + 1}`;
  const open = () => {
    goToPlace(place);
    useView.setState({ large: true });
  };
  return (
    <li
      className={`tile ${current || selected ? 'is-selected' : ''}`}
      style={{ width: pictures * side }}
    >
      <button
        type="button"
        data-picture=""
        data-place={`${place.index} ${place.folder}`}
        aria-label={synthetic === null ? `${name}, not made yet` : name}
        tabIndex={tabStop ? 0 : -1}
        onClick={open}
      >
        {pictures === 2 && core !== null && (
          <Picture folder={place.folder} image={core} kind="full" side={side} alt="" />
        )}
        {synthetic === null ? (
          <LivePicture place={place} side={side} />
        ) : flipped && core !== null ? (
          <Picture folder={place.folder} image={core} kind="full" side={side} alt="" />
        ) : (
          <img
            className="picture"
            src={synthetic.url}
            alt=""
            style={{ width: side, height: side }}
            draggable={false}
          />
        )}
      </button>
      <p className="small muted tile-caption">
        <span>{place.index + 1}</span>
        {synthetic !== null && <PictureMark place={place} />}
        {synthetic !== null && <ValueMark place={place} />}
        {synthetic !== null && (
          <span>{flipped ? 'showing its core' : formatPace(synthetic.seconds)}</span>
        )}
      </p>
    </li>
  );
}
