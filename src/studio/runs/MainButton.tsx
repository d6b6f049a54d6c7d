import { useCommands } from '../commandsContext';
import { distillObstacle } from '../job-bar/readiness';
import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import { useQueue } from '../state/queue';
import { useMainAction } from './useMainAction';

/** The one main action, in the words of what it will do; the way to several runs stands beside it. */
export function MainButton() {
  const commands = useCommands();
  const { kind, label } = useMainAction();
  const classes = useCollection((state) => state.classes);
  const model = useModel((state) => state.status);
  const obstacle = distillObstacle(classes, model);
  return (
    <div className="main-action">
      <button
        type="button"
        className="button button-primary"
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
