import { significant } from '../../core/fixed';
import { goToPlace } from '../commands/place';
import { Picture } from '../picture/Picture';
import type { SyntheticImage } from '../state/run';
import { useView } from '../state/view';
import { approach } from './approach';
import { haveCores } from './haveCores';

export interface CompareRowProps {
  readonly folder: string;
  readonly name: string;
  readonly images: readonly SyntheticImage[];
  readonly side: number;
  /** The number that the classes are ordered by, in words; empty where there is none. */
  readonly number: string;
}

/** One class on the sheet. A click on an image opens its pair large. */
export function CompareRow({ folder, name, images, side, number }: CompareRowProps) {
  const nearness = approach(images);
  const size = { width: side, height: side };
  const sourced = haveCores(images);
  return (
    <div className="compare-row">
      <div className="compare-name">
        <h3>{name}</h3>
        <p className="small muted">{images.length} made</p>
        {number !== '' && <p className="small">{number}</p>}
        {nearness !== null && (
          <p
            className="small muted"
            title="Mean distance of the images to their cores in the model's latent space, at the first step and at the last"
          >
            Distance to the core, in latent units: {significant(nearness.first, 3)} at first,{' '}
            {significant(nearness.last, 3)} at last
          </p>
        )}
      </div>
      <div className="compare-strip">
        {images.map((image) => (
          <button
            key={image.index}
            type="button"
            data-picture=""
            aria-label={`${name}, image ${image.index + 1}`}
            onClick={() => {
              goToPlace({ folder, index: image.index });
              useView.setState({ large: true });
            }}
          >
            {sourced && (
              <Picture folder={folder} image={image.coreImage} kind="full" side={side} alt="" />
            )}
            <img
              className="picture"
              src={image.url}
              alt=""
              loading="lazy"
              style={size}
              draggable={false}
            />
          </button>
        ))}
      </div>
    </div>
  );
}
