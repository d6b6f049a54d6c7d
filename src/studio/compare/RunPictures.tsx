import { Picture } from '../picture/Picture';
import type { RunPicture } from '../state/compare';
import { useView } from '../state/view';
import { openPicture } from './openPicture';

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

/** A run's images of one class, in their order. A click opens one large, beside its like in the other runs. */
export function RunPictures(props: RunPicturesProps) {
  const { folder, className, runName, pictures, side, sources } = props;
  const place = useView((state) => state.place);
  if (pictures === undefined) {
    return <p className="small muted">No images of this class.</p>;
  }
  // A real image is its own source.
  const sourced =
    sources && pictures.some((one) => one.origin === 'generated' && one.coreImage !== null);
  return (
    <div className="run-pictures">
      {pictures.map((picture) => (
        <button
          key={picture.index}
          type="button"
          data-picture=""
          aria-label={`${runName}: ${className}, image ${picture.index + 1}`}
          aria-pressed={place?.folder === folder && place.index === picture.index}
          onClick={() => openPicture(folder, picture)}
        >
          {sourced && (
            <Picture folder={folder} image={picture.coreImage} kind="full" side={side} alt="" />
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
