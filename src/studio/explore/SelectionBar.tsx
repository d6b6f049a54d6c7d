import { useCommands } from '../commandsContext';
import type { Facets } from '../filter/crossFilter';
import { excludedFrom, useExcluded } from '../state/excluded';
import { clearSelection, useSelection } from '../state/selection';
import { useTags } from '../state/tags';
import { TagMenu } from './TagMenu';

export interface SelectionBarProps {
  readonly folder: string;
  readonly className: string;
  readonly facets: Facets;
}

/** What is selected, and what can be done with it. */
export function SelectionBar({ folder, className, facets }: SelectionBarProps) {
  const commands = useCommands();
  const image = useSelection((state) => state.image);
  const lasso = useSelection((state) => state.lasso);
  const excluded = useExcluded((state) => excludedFrom(state, folder));
  const exporting = useTags((state) => state.exporting);
  const images = lasso.length > 0 ? lasso : image === null ? [] : [image];
  // What is held out is in no map, core or run already.
  const used = images.filter((one) => one < facets.used);
  const exported = () =>
    void commands.images.exportImages(`${className} selection`, [{ folder, images }]);
  return (
    <section className="selection-bar" aria-labelledby="selected-title">
      <h3 id="selected-title">
        Selected <span className="muted">{images.length}</span>
      </h3>
      <span className="muted small clip">
        {images.length === 0 && 'Click, or draw a lasso on the map'}
      </span>
      {images.length > 0 && (
        <>
          <button type="button" className="quiet-button" onClick={clearSelection}>
            Clear<span className="visually-hidden"> selection</span>
          </button>
          <button
            type="button"
            className="quiet-button"
            disabled={used.length === 0}
            onClick={() => void commands.images.exclude({ folder, images: used })}
          >
            Leave out<span className="visually-hidden"> of the class</span>
          </button>
          <button
            type="button"
            className="quiet-button"
            disabled={exporting !== null}
            onClick={exported}
          >
            Save files
          </button>
        </>
      )}
      <TagMenu folder={folder} images={images} tags={facets.tags} />
      {excluded.length > 0 && (
        <p className="excluded-line small">
          {excluded.length === 1 ? '1 image is' : `${excluded.length} images are`} left out of this
          class.
          <button
            type="button"
            className="quiet-button"
            onClick={() => void commands.images.excludeOnly(folder, [])}
          >
            Take {excluded.length === 1 ? 'it' : 'them'} in again
          </button>
        </p>
      )}
      {exporting !== null && (
        <div className="selection-export small">
          <progress aria-label="Files saved" max={exporting.total} value={exporting.done} />
          <span>
            {exporting.done} of {exporting.total}
          </span>
          <button
            type="button"
            className="quiet-button"
            onClick={() => commands.images.cancelExport()}
          >
            Cancel<span className="visually-hidden"> saving files</span>
          </button>
        </div>
      )}
    </section>
  );
}
