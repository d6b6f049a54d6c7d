import { goToPlace } from '../commands/place';
import { Picture } from '../picture/Picture';
import type { SyntheticImage } from '../state/run';
import { useView } from '../state/view';
import { approach } from './approach';

export interface CompareRowProps {
  readonly folder: string;
  readonly name: string;
  readonly images: readonly SyntheticImage[];
}

const SIDE = 56;

/** One class on the sheet. A click on an image opens its pair large. */
export function CompareRow({ folder, name, images }: CompareRowProps) {
  const nearness = approach(images);
  return (
    <div className="compare-row">
      <div className="compare-name">
        <h3 className="clip" title={name}>
          {name}
        </h3>
        <p className="small muted">{images.length} made</p>
        {nearness !== null && (
          <p className="small muted" title="Mean distance to the core, first step to last">
            {nearness.first.toPrecision(3)} → {nearness.last.toPrecision(3)}
            <br />
            from core
          </p>
        )}
      </div>
      <div className="compare-key small muted" aria-hidden="true">
        <span>real</span>
        <span>synthetic</span>
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
            <Picture folder={folder} image={image.coreImage} kind="thumbnail" side={SIDE} alt="" />
            <img
              className="picture"
              src={image.url}
              alt=""
              loading="lazy"
              style={{ width: SIDE, height: SIDE }}
              draggable={false}
            />
          </button>
        ))}
      </div>
    </div>
  );
}
