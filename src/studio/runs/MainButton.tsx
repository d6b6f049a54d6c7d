import { useCommands } from '../commandsContext';
import { distillObstacle } from '../job-bar/readiness';
import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import { useQueue } from '../state/queue';
import { useSelection } from '../state/selection';
import { useStart } from '../state/start';
import { useMainAction } from './useMainAction';

/** The one main action, in the words of what it will do; the way to several runs stands beside it. */
export function MainButton() {
  const commands = useCommands();
  const { kind, label } = useMainAction();
  const classes = useCollection((state) => state.classes);
  const model = useModel((state) => state.status);
  const start = useStart();
  const obstacle = distillObstacle(classes, model, start);
  // There another action is the main one, and the accent is for one alone.
  const evaluating = useSelection((state) => state.tab === 'evaluate');
  return (
    <div className="main-action">
      <button
        type="button"
        className={`button ${evaluating ? '' : 'button-primary'}`}
        disabled={obstacle !== null || kind === 'under-way'}
        title={obstacle ?? `${label} (Ctrl+Enter)`}
        onClick={() => void commands.distill()}
      >
        {label}
      </button>
      <button
        type="button"
        className="button"
        disabled={obstacle !== null}
        onClick={() => useQueue.setState({ open: true })}
      >
        Several runs…
      </button>
    </div>
  );
}
