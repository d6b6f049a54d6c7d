import { Picture } from '../picture/Picture';
import type { RunPicture } from '../state/compare';
import { useSelection } from '../state/selection';
import { useView } from '../state/view';

export interface RunPicturesProps {
  readonly folder: string;
  /** Class and run, for the pictures' names. */
  readonly className: string;
  readonly runName: string;
  readonly pictures: readonly RunPicture[] | undefined;
  readonly side: number;
  /** Shows the real image behind each picture above it. */
  readonly sources: boolean;
}

/** A run's images of one class, in their order. A click selects the same image on the whole page. */
export function RunPictures(props: RunPicturesProps) {
  const { folder, className, runName, pictures, side, sources } = props;
  const place = useView((state) => state.place);
  if (pictures === undefined) {
    return <p className="small muted">No images of this class.</p>;
  }
  // A real image is its own source.
  const sourced =
    sources && pictures.some((one) => one.origin === 'generated' && one.coreImage !== null);
  const select = ({ index, coreImage }: RunPicture) => {
    useView.setState({ place: { folder, index }, flipped: false });
    useSelection.setState((state) => ({
      folder,
      image: coreImage,
      hovered: null,
      ...(state.folder === folder ? {} : { lasso: [] }),
    }));
  };
  return (
    <div className="run-pictures">
      {pictures.map((picture) => (
        <button
          key={picture.index}
          type="button"
          data-picture=""
          aria-label={`${runName}: ${className}, image ${picture.index + 1}`}
          aria-pressed={place?.folder === folder && place.index === picture.index}
          onClick={() => select(picture)}
        >
          {sourced && (
            <Picture
              folder={folder}
              image={picture.coreImage}
              kind="thumbnail"
              side={side}
              alt=""
            />
          )}
          <img
            className="picture"
            src={picture.url}
            alt=""
            style={{ width: side, height: side, imageRendering: scaling(picture.size, side) }}
            draggable={false}
          />
        </button>
      ))}
    </div>
  );
}

/** A picture that is made smaller loses less when it is smoothed; enlarged ones keep the page's way. */
function scaling(size: number, side: number): 'auto' | undefined {
  return side < size ? 'auto' : undefined;
}
