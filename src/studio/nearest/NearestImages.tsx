import { isCopyOf } from '../../core/metrics/nearest-real';
import type { PictureOfClass } from '../commands/explore/contract';
import { useCommands } from '../commandsContext';
import { Picture } from '../picture/Picture';
import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import { selectImage, useSelection } from '../state/selection';
import { Explain } from '../words/Explain';
import { useNearest } from './useNearest';

export interface NearestImagesProps {
  readonly folder: string;
  readonly picture: PictureOfClass;
}

const SIDE = 56;
const EXPLANATION =
  'The number below each is its distance to the picture: between latents, which are what the model’s image encoder makes of them. A picture that is nearer to a ' +
  'real image than half the way from that image to the next other one is called a copy of it.';

/**
 * The real images most like a picture; of a synthetic one also whether it is one of them again. Nothing where
 * there is no model, or where the class is not on the page.
 */
export function NearestImages(props: NearestImagesProps) {
  const modelReady = useModel((state) => state.status === 'ready');
  const isThere = useCollection(({ classes }) =>
    classes.some((row) => row.folder === props.folder),
  );
  return modelReady && isThere ? <Nearest {...props} /> : null;
}

function Nearest({ folder, picture }: NearestImagesProps) {
  const commands = useCommands();
  const hovered = useSelection((state) => state.hovered);
  const { images, problem } = useNearest(folder, picture);
  const first = images?.[0];
  return (
    <section className="nearest" aria-label="Nearest real images">
      <div className="explained">
        <h4 className="small">
          Nearest real images
          {picture.kind === 'made' && first !== undefined && (
            <span className="muted"> {copyText(isCopyOf(first), first.image)}</span>
          )}
        </h4>
        <Explain about="Nearest real images" text={EXPLANATION} />
      </div>
      {problem !== null && <p className="tone-error small">{problem}</p>}
      {images === null && problem === null && <p className="muted small">Looking…</p>}
      {images !== null && (
        <ul>
          {images.map(({ image, distance }) => {
            const name = commands.imageName(folder, image);
            return (
              <li key={image}>
                <button
                  type="button"
                  data-picture=""
                  className={image === hovered ? 'is-hovered' : ''}
                  aria-label={`${name}, distance ${distance.toFixed(1)}`}
                  onClick={() => selectImage(image)}
                  onPointerEnter={() => useSelection.setState({ hovered: image })}
                  onPointerLeave={() => useSelection.setState({ hovered: null })}
                >
                  <Picture folder={folder} image={image} kind="thumbnail" side={SIDE} alt="" />
                </button>
                <span className="muted small" aria-hidden="true">
                  {distance.toFixed(1)}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );

  function copyText(isCopy: boolean, image: number): string {
    const name = commands.imageName(folder, image);
    return isCopy ? `a copy of ${name}` : 'a copy of none';
  }
}
