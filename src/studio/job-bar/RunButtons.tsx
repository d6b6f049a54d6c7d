import { useCommands } from '../commandsContext';
import { wholeName } from '../runs/runName';
import { useRun } from '../state/run';
import { imagesShown, sideShown, useShown } from '../state/shown';
import { ImageSide } from './ImageSide';
import { holdWord } from './job';
import { useJob } from './useJob';

/** Holding and stopping whatever is under way, and exporting. All stay in place and are greyed when they have nothing to do. */
export function RunButtons() {
  const commands = useCommands();
  const { kind, paused, canPause, canCancel } = useJob();
  const run = useShown((state) => state.run);
  const made = useShown((state) => imagesShown(state) > 0);
  const side = useShown(sideShown);
  const exporting = useRun((state) => state.exporting !== null);
  return (
    <div className="run-buttons">
      <button
        type="button"
        className="button"
        disabled={!canPause}
        onClick={() => (paused ? commands.resume() : commands.pause())}
      >
        {holdWord({ paused })}
      </button>
      <button
        type="button"
        className="button"
        disabled={!canCancel}
        onClick={() => commands.cancel()}
      >
        {kind === 'evaluation' || kind === 'scoring' ? 'Stop' : 'Cancel'}
      </button>
      <ImageSide made={side} />
      <button
        type="button"
        className="button run-export"
        disabled={!made || exporting}
        title={run === null ? 'No run is shown' : `Export ${wholeName(run)}`}
        onClick={() => void commands.exportZip()}
      >
        {run === null
          ? 'Export zip'
          : `Export ${run.name}, IPC ${run.sampling.imagesPerClass}, seed ${run.sampling.seed}`}
      </button>
    </div>
  );
}
