import type { NamedClass } from '../../run/recipe/make-recipe';
import { useCommands } from '../commandsContext';
import { useImageValues } from '../state/image-values';
import { differenceText, points } from './percent';
import type { ValuedImage } from './valuedImages';

export interface ValuedPicturesProps {
  readonly title: string;
  readonly set: string;
  readonly images: readonly ValuedImage[];
  /** By label. */
  readonly classes: readonly NamedClass[];
}

const SIDE = 64;

/** Images with what they are worth; those that are clearly so are marked. */
export function ValuedPictures({ title, set, images, classes }: ValuedPicturesProps) {
  const { evaluate } = useCommands();
  const pictures = useImageValues((state) => state.pictures);
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      <ul className="valued-pictures">
        {images.map(({ image, label, index, value, isClear }) => {
          const { folder, name } = classes[label] ?? { folder: '', name: '' };
          return (
            <li key={image} data-clear={isClear}>
              <button
                type="button"
                aria-label={`Go to ${name}, image ${index + 1}: ${differenceText(value)} points`}
                title={`${name}, image ${index + 1}: ${differenceText(value)} points`}
                onClick={() => evaluate.goTo(set, folder, index)}
              >
                <img
                  className="picture"
                  src={pictures.get(image)}
                  alt=""
                  style={{ width: SIDE, height: SIDE }}
                  draggable={false}
                />
                <span className="small clip">{name}</span>
                <span className="small muted">
                  {points(value.mean)}
                  {isClear && ' clear'}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
