import { pictureAt, usePictures } from '../state/pictures';
import type { Place } from '../state/view';
import { markOf } from './followingWords';

/** On a tile: whether the picture follows its core, strays, or copies it; a real image is called so. */
export function PictureMark({ place }: { readonly place: Place }) {
  const picture = usePictures((state) => pictureAt(state, place.folder, place.index));
  const mark = picture === null ? null : markOf(picture);
  if (mark === null) return null;
  return (
    <span className="picture-mark" data-mark={mark.kind} title={mark.detail}>
      {mark.text}
      <span className="visually-hidden">. {mark.detail}</span>
    </span>
  );
}
