import { useCommands } from '../commandsContext';
import { TRAINED_ON } from '../evaluate/trainedRuns';
import { formatCount } from '../job-bar/duration';
import { isBusy } from '../job-bar/readiness';
import { useCompare, type KeptRun } from '../state/compare';
import { useRun } from '../state/run';
import { useSelection } from '../state/selection';
import { useShown } from '../state/shown';
import { wholeName } from './runName';

export interface RunRowProps {
  readonly run: KeptRun;
  /** True while an evaluation trains on it. */
  readonly trained: boolean;
  readonly onDelete: () => void;
}

/** A run in the list: a click shows its images; in Compare a tick sets it beside the others. */
export function RunRow({ run, trained, onDelete }: RunRowProps) {
  const commands = useCommands();
  const shown = useShown((state) => state.run?.id === run.id);
  const comparing = useSelection((state) => state.tab === 'compare');
  const chosen = useCompare((state) => state.chosen);
  const making = useRun(({ job, status }) => job === run.id && isBusy(status));
  const done = useRun(({ imagesDone }) => (making ? imagesDone : run.imagesDone));
  const whole = wholeName(run);
  const checked = chosen.includes(run.id);
  const toggle = () =>
    commands.compare.choose(checked ? chosen.filter((one) => one !== run.id) : [...chosen, run.id]);
  return (
    <li className={`run-row ${shown ? 'is-selected' : ''}`}>
      {comparing && (
        <input
          type="checkbox"
          className="check"
          aria-label={whole}
          checked={checked}
          onChange={toggle}
        />
      )}
      <button
        type="button"
        className="run-main"
        aria-label={`Show ${whole}`}
        aria-current={shown ? 'true' : undefined}
        onClick={() => void commands.showRun(run.id)}
      >
        <span className="run-name">{run.name}</span>
        <span className="small muted run-count">
          {formatCount(done)} of {formatCount(run.imagesTotal)}, {startedText(run.startedAt)}
        </span>
        <span className="small muted run-detail">{run.detail}</span>
      </button>
      <span className="run-tools small">
        <button
          type="button"
          className="quiet-button"
          aria-label={`Use these settings: ${whole}`}
          title="Put this run’s method and values on the sliders; Ctrl+Z takes it back"
          onClick={() => void commands.takeSettings(run.id)}
        >
          Use settings
        </button>
        <button
          type="button"
          className="quiet-button"
          aria-label={`Delete run: ${whole}`}
          disabled={making || trained}
          title={trained ? TRAINED_ON : undefined}
          onClick={onDelete}
        >
          Delete
        </button>
      </span>
    </li>
  );
}

/** "14:05" today, else the day. */
function startedText(startedAt: string): string {
  const date = new Date(startedAt);
  const today = new Date().toDateString() === date.toDateString();
  return today
    ? date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}
