import { smallerSides, useImageSide } from '../state/image-side';

/** Images of this side and less are trained on as they are. */
const SMALL = 64;

/** At which side the images of the shown run are exported; nothing where they are as small as any paper's. */
export function ImageSide({ made }: { readonly made: number | null }) {
  const side = useImageSide((state) => state.side);
  if (made === null || made <= SMALL) return null;
  const sides = smallerSides(made);
  return (
    <select
      className="select image-side"
      aria-label="Image side of the export"
      title={`Reduces the images in the zip, which have ${made} px, as the papers do before they train; none are enlarged`}
      value={side !== null && sides.includes(side) ? side : ''}
      onChange={({ target: { value } }) =>
        useImageSide.setState({ side: value === '' ? null : Number(value) })
      }
    >
      <option value="">{made} px, as made</option>
      {sides.map((one) => (
        <option key={one} value={one}>
          {one} px
        </option>
      ))}
    </select>
  );
}
