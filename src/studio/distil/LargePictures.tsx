import { useCommands } from '../commandsContext';
import { Picture } from '../picture/Picture';
import { useView, type Place } from '../state/view';
import { LivePicture } from './LivePicture';
import type { Room } from './pairSize';
import type { PlaceContent } from './usePlaces';

export interface LargePicturesProps {
  readonly place: Place;
  readonly content: PlaceContent;
  readonly room: Room;
}

const GAP = 16;
const CAPTION = 48;

/** Core and synthetic image; flipping shows the core in the synthetic one's place. */
export function LargePictures({ place, content, room }: LargePicturesProps) {
  const commands = useCommands();
  const flipped = useView((state) => state.flipped);
  const { synthetic, core } = content;
  const side = largeSide(room, synthetic?.size ?? 64);
  const size = { width: side, height: side };
  const coreName = core === null ? '' : commands.imageName(place.folder, core);
  const title = synthetic?.origin === 'real' ? 'Real image' : 'Synthetic';
  const shown = flipped && core !== null;
  return (
    <>
      {core !== null && (
        <figure className="large-figure" style={{ width: side }}>
          <Picture
            folder={place.folder}
            image={core}
            kind="full"
            side={side}
            alt={`Real core ${coreName}`}
          />
          <figcaption>
            <strong>Real core</strong>
            <span className="muted small clip">{coreName}</span>
          </figcaption>
        </figure>
      )}
      <figure className="large-figure" style={{ width: side }}>
        {synthetic === null ? (
          <LivePicture place={place} side={side} />
        ) : shown ? (
          <Picture folder={place.folder} image={core} kind="full" side={side} alt="Real core" />
        ) : (
          <img className="picture" src={synthetic.url} alt="Synthetic" style={size} />
        )}
        <figcaption>
          <strong>{shown ? 'Real core, in its place' : title}</strong>
          {core !== null && (
            <button
              type="button"
              className="quiet-button"
              aria-pressed={shown}
              disabled={synthetic === null}
              onClick={() => useView.setState({ flipped: !flipped })}
            >
              Compare in place <kbd>Space</kbd>
            </button>
          )}
        </figcaption>
      </figure>
    </>
  );
}

/** Whole multiples of the picture's own pixels where it is enlarged, so that pixels stay even. */
function largeSide(room: Room, native: number): number {
  const beside = Math.min((room.width - GAP) / 2, room.height - CAPTION);
  const stacked = Math.min(room.width, (room.height - GAP) / 2 - CAPTION);
  const most = Math.max(96, beside, stacked);
  return most > native ? Math.floor(most / native) * native : Math.floor(most);
}
