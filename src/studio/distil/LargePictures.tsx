import { useCommands } from '../commandsContext';
import { Picture } from '../picture/Picture';
import { useStage } from '../state/stage';
import { useView, type Place } from '../state/view';
import { LivePicture } from './LivePicture';
import { DividedFrame } from './stage/DividedFrame';
import { Frame } from './stage/Frame';
import { frameSide } from './stage/frameSide';
import type { Room } from './tileSize';
import type { PlaceContent } from './usePlaces';

export interface LargePicturesProps {
  readonly place: Place;
  readonly content: PlaceContent;
  readonly room: Room;
}

/** Core and synthetic image, beside each other or in one place; flipping shows the core in the other's place. */
export function LargePictures({ place, content, room }: LargePicturesProps) {
  const commands = useCommands();
  const flipped = useView((state) => state.flipped);
  const together = useStage((state) => state.inPlace);
  const { synthetic, core } = content;
  const inPlace = together && core !== null && synthetic !== null;
  const side = frameSide(room, core === null || inPlace ? 1 : 2);
  const coreName = core === null ? '' : commands.imageName(place.folder, core);
  const title = synthetic?.origin === 'real' ? 'Real image' : 'Synthetic';
  const shown = flipped && core !== null;
  const corePicture = (alt: string) => (
    <Picture folder={place.folder} image={core} kind="full" side={side} alt={alt} />
  );
  const image =
    synthetic === null ? (
      <LivePicture place={place} side={side} />
    ) : (
      <img
        className="picture"
        src={synthetic.url}
        alt={title}
        style={{ width: side, height: side }}
        draggable={false}
      />
    );
  if (inPlace) {
    return (
      <figure className="large-figure" style={{ width: side }}>
        <DividedFrame
          side={side}
          left={corePicture(`Real core ${coreName}`)}
          right={image}
          names={['Real core', title]}
          leftAlone={shown}
        />
        <figcaption>
          <strong>{shown ? 'Real core, in its place' : 'Real core'}</strong>
          {!shown && <strong>{title}</strong>}
        </figcaption>
      </figure>
    );
  }
  return (
    <>
      {core !== null && (
        <figure className="large-figure" style={{ width: side }}>
          <Frame side={side}>{corePicture(`Real core ${coreName}`)}</Frame>
          <figcaption>
            <strong>Real core</strong>
            <span className="muted small clip">{coreName}</span>
          </figcaption>
        </figure>
      )}
      <figure className="large-figure" style={{ width: side }}>
        <Frame side={side}>{shown ? corePicture('Real core') : image}</Frame>
        <figcaption>
          <strong>{shown ? 'Real core, in its place' : title}</strong>
        </figcaption>
      </figure>
    </>
  );
}
