import { usePicture, type PictureKind } from './usePicture';

export interface PictureProps {
  readonly folder: string;
  /** Null draws the empty place. */
  readonly image: number | null;
  readonly kind: PictureKind;
  readonly side: number;
  /** Empty for a picture that its neighbour text already names. */
  readonly alt: string;
}

/** A square picture of the collection that keeps its place while it loads. */
export function Picture({ folder, image, kind, side, alt }: PictureProps) {
  const url = usePicture(folder, image, kind);
  const size = { width: side, height: side };
  if (url === null) return <span className="picture-empty" style={size} />;
  return <img className="picture" src={url} alt={alt} style={size} draggable={false} />;
}
