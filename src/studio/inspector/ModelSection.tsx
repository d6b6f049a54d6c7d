import { useCommands } from '../commandsContext';
import { useModel } from '../state/model';
import { BackendChoice } from './BackendChoice';
import { ModelProgress } from './ModelProgress';
import { PackFolderButton } from './PackFolderButton';

/** Which model makes the images, under which licence, and where it computes. */
export function ModelSection() {
  const commands = useCommands();
  const choices = useModel((state) => state.choices);
  const chosen = useModel((state) => state.chosen);
  const pack = useModel((state) => state.pack);
  const detail = choices.find((choice) => choice.id === chosen)?.detail;
  return (
    <div className="inspector-section">
      <div className="inspector-line">
        <h3>Model</h3>
        <select
          className="select"
          aria-label="Model"
          value={chosen}
          onChange={(event) => void commands.chooseModel(event.currentTarget.value)}
        >
          {chosen === '' && <option value="">None</option>}
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.name}
            </option>
          ))}
        </select>
      </div>
      {detail !== undefined && <p className="small muted">{detail}</p>}
      <ModelProgress />
      <details className="model-more">
        <summary>Licence, backend, other models</summary>
        {pack !== null && (
          <dl className="facts small">
            <dt>Licence</dt>
            <dd>{pack.licence}</dd>
            <dt>Makes</dt>
            <dd>
              {pack.resolution} × {pack.resolution} px
            </dd>
            {pack.classes !== undefined && (
              <>
                <dt>Knows</dt>
                <dd>{pack.classes.names.join(', ')}</dd>
              </>
            )}
          </dl>
        )}
        <BackendChoice />
        <PackFolderButton />
      </details>
    </div>
  );
}
