import { useCommands } from '../commandsContext';
import { clearSelection, useSelection } from '../state/selection';
import type { ClassMap } from '../state/explore';
import { clusterName } from './clusterSummary';
import { ImageStrip } from './ImageStrip';

/** What is selected on the map: the lassoed images, or the one that was clicked. */
export function SelectedStrip({
  folder,
  map,
}: {
  readonly folder: string;
  readonly map: ClassMap;
}) {
  const commands = useCommands();
  const image = useSelection((state) => state.image);
  const lasso = useSelection((state) => state.lasso);
  const images = lasso.length > 0 ? lasso : image === null ? [] : [image];
  return (
    <section className="strip-section" aria-labelledby="selected-title">
      <h3 id="selected-title">
        Selected <span className="muted">{images.length}</span>
        {images.length > 0 && (
          <button type="button" className="quiet-button" onClick={clearSelection}>
            Clear<span className="visually-hidden"> selection</span>
          </button>
        )}
        {image !== null && (
          <span className="muted small clip">{commands.imageName(folder, image)}</span>
        )}
      </h3>
      {images.length === 0 ? (
        <p className="muted strip-problem">
          Click a point, draw a lasso or a rectangle, or click a cluster’s name.
        </p>
      ) : (
        <ImageStrip
          label="Selected images"
          folder={folder}
          side={64}
          items={images.map((one) => ({
            image: one,
            caption: clusterName(map.labels[one] ?? -1).toLowerCase(),
          }))}
        />
      )}
    </section>
  );
}
