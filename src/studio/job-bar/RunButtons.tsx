import { useCommands } from '../commandsContext';
import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import { useRun } from '../state/run';
import { useSelection } from '../state/selection';
import { distillObstacle, isBusy } from './readiness';

/** The commands of a run. All stay in place and are greyed when they have nothing to do. */
export function RunButtons() {
  const commands = useCommands();
  const status = useRun((state) => state.status);
  const classes = useCollection((state) => state.classes);
  const model = useModel((state) => state.status);
  const made = useRun((state) => [...state.results.values()].some((images) => images.length > 0));
  const exporting = useRun((state) => state.exporting !== null);
  const obstacle = distillObstacle(classes, model, status);
  const paused = status === 'paused';
  const start = () => {
    useSelection.setState({ tab: 'distil' });
    void commands.distill();
  };
  return (
    <div className="run-buttons">
      <button
        type="button"
        className="button button-primary"
        disabled={obstacle !== null}
        title={obstacle ?? 'Make the synthetic images'}
        onClick={start}
      >
        Distill
      </button>
      <button
        type="button"
        className="button"
        disabled={status !== 'running' && !paused}
        onClick={() => (paused ? commands.resume() : commands.pause())}
      >
        {paused ? 'Resume' : 'Pause'}
      </button>
      <button
        type="button"
        className="button"
        disabled={!isBusy(status) || status === 'cancelling'}
        onClick={() => commands.cancel()}
      >
        Cancel
      </button>
      <button
        type="button"
        className="button"
        disabled={!made || exporting}
        onClick={() => void commands.exportZip()}
      >
        Export zip
      </button>
    </div>
  );
}
