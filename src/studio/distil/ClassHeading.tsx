import { useImagesPerClass } from '../inspector/useImagesPerClass';
import { useRun } from '../state/run';

/** A class in the grid: its name, how many are made, and what went wrong with it alone. */
export function ClassHeading({ folder, name }: { readonly folder: string; readonly name: string }) {
  const made = useRun((state) => state.results.get(folder)?.length ?? 0);
  const error = useRun((state) => state.classErrors.get(folder) ?? null);
  const wanted = useImagesPerClass();
  return (
    <div className="class-heading">
      <h3 className="clip">{name}</h3>
      <span className="small muted">
        {made} of {Math.max(made, wanted)}
      </span>
      {error !== null && (
        <span className="small tone-error clip" role="alert" title={error}>
          {error}
        </span>
      )}
    </div>
  );
}
