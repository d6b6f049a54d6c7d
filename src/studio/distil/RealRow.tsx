import { Picture } from '../picture/Picture';
import { kindOnceRead } from '../picture/usePicture';
import { countOf } from '../job-bar/duration';
import { useCollection } from '../state/collection';

/** Thumbnails are this large; what is drawn larger is decoded whole. */
const THUMBNAIL = 128;

export interface RealRowProps {
  readonly folder: string;
  readonly name: string;
  readonly side: number;
  /** How many stand beside each other. */
  readonly columns: number;
}

/** Some real images of a class of which nothing is made yet: what it will be made from. */
export function RealRow({ folder, name, side, columns }: RealRowProps) {
  const row = useCollection((state) => state.classes.find((one) => one.folder === folder));
  const count = row?.imageCount ?? 0;
  const shown = Math.min(columns, count);
  const kind = kindOnceRead(row, side > THUMBNAIL ? 'full' : 'thumbnail');
  return (
    <figure className="real-row" aria-label={`${name}, some of its real images`}>
      <div className="real-pictures">
        {Array.from({ length: shown }, (_, image) => (
          <Picture key={image} folder={folder} image={image} kind={kind} side={side} alt="" />
        ))}
      </div>
      <figcaption className="small muted">
        {shown} of {countOf(count, 'real image')}
      </figcaption>
    </figure>
  );
}
