import { useCommands } from '../commandsContext';
import { ClassMatches } from '../models/ClassMatches';
import { useModel } from '../state/model';
import { BackendChoice } from './BackendChoice';
import { ModelProgress } from './ModelProgress';

/** Which model makes the images, where it computes, and the way to all that is known of it and to others. */
export function ModelSection() {
  const commands = useCommands();
  const choices = useModel((state) => state.choices);
  const chosen = useModel((state) => state.chosen);
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
      <ClassMatches />
      <button
        type="button"
        className="quiet-button inspector-action"
        onClick={() => void commands.models.show()}
      >
        Models: about this one, other ones
      </button>
      <details className="model-more">
        <summary>Where it computes</summary>
        <BackendChoice />
      </details>
    </div>
  );
}
