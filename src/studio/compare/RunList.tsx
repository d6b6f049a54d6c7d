import { useState } from 'react';
import { ConfirmDialog } from '../dialog/ConfirmDialog';
import { useCommands } from '../commandsContext';
import { countOf } from '../job-bar/duration';
import { useCompare, type KeptRun } from '../state/compare';
import { useRun } from '../state/run';
import { changeSettings } from '../state/settings';
import { runLabel } from './runLabel';

/** The kept runs of the collection: which stand side by side, and what to do with each. */
export function RunList() {
  const commands = useCommands();
  const runs = useCompare((state) => state.runs);
  const chosen = useCompare((state) => state.chosen);
  const [leaving, setLeaving] = useState<KeptRun | null>(null);
  const toggle = (id: string) => {
    const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
    commands.compare.choose(next);
  };
  return (
    <section className="kept-runs" aria-label="Kept runs">
      <ul>
        {runs.map((run) => (
          <RunItem
            key={run.id}
            run={run}
            all={runs}
            checked={chosen.includes(run.id)}
            onToggle={() => toggle(run.id)}
            onDelete={() => setLeaving(run)}
          />
        ))}
      </ul>
      <ConfirmDialog
        open={leaving !== null}
        title="Delete this run?"
        text={
          leaving === null
            ? ''
            : `${runLabel(leaving, runs).name} with ${countOf(leaving.imagesDone, 'image')} leaves the list. Export it first to keep it.`
        }
        deed="Delete run"
        onConfirm={() => leaving !== null && void commands.compare.remove(leaving.id)}
        onClose={() => setLeaving(null)}
      />
    </section>
  );
}

interface RunItemProps {
  readonly run: KeptRun;
  readonly all: readonly KeptRun[];
  readonly checked: boolean;
  readonly onToggle: () => void;
  readonly onDelete: () => void;
}

function RunItem({ run, all, checked, onToggle, onDelete }: RunItemProps) {
  const { name, detail } = runLabel(run, all);
  const busy = useRun(
    ({ status }) => status !== 'idle' && status !== 'done' && status !== 'failed',
  );
  const { method, parameters, sampling } = run;
  const whole = `${name}, ${detail}`;
  return (
    <li>
      <label className="check-label">
        <input
          type="checkbox"
          className="check"
          aria-label={whole}
          checked={checked}
          onChange={onToggle}
        />
        <span className="kept-run-name clip" title={whole}>
          <strong>{name}</strong> <span className="muted">{detail}</span>
        </span>
      </label>
      <span className="small muted">
        {run.imagesDone} of {countOf(run.imagesTotal, 'image')}, {startedText(run.startedAt)}
      </span>
      <button
        type="button"
        className="quiet-button"
        aria-label={`Use these settings: ${whole}`}
        title="Put this run’s method and values on the sliders; Ctrl+Z takes it back"
        onClick={() =>
          changeSettings(
            () => ({ method, parameters, sampling }),
            `run ${run.id}`,
            performance.now(),
          )
        }
      >
        Use these settings
      </button>
      <button
        type="button"
        className="quiet-button"
        aria-label={`Delete run: ${whole}`}
        disabled={busy}
        onClick={onDelete}
      >
        Delete
      </button>
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
