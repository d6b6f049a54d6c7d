import { useImagesPerClass } from '../inspector/useImagesPerClass';
import { useShown } from '../state/shown';

/** A class in the grid: its name, how many are made, and what went wrong with it alone. */
export function ClassHeading({ folder, name }: { readonly folder: string; readonly name: string }) {
  const made = useShown((state) => state.results.get(folder)?.length ?? 0);
  const error = useShown((state) => state.classErrors.get(folder) ?? null);
  const asked = useImagesPerClass();
  const wanted = useShown((state) => state.run?.sampling.imagesPerClass ?? asked);
  return (
    <div className="class-heading">
      <h3 className="clip">{name}</h3>
      <span className="small muted class-count">
        {made} of {Math.max(made, wanted)}
      </span>
      {error !== null && (
        <span className="small tone-error" role="alert">
          {error}
        </span>
      )}
    </div>
  );
}
