import { useState } from 'react';
import { useCommands } from '../commandsContext';
import { ConfirmDialog } from '../dialog/ConfirmDialog';
import { useTrainedRuns } from '../evaluate/useChosenRuns';
import { countOf } from '../job-bar/duration';
import { useCompare, type KeptRun } from '../state/compare';
import { useQueue } from '../state/queue';
import { RunRow } from './RunRow';

/** Left, below the classes: every kept run of the collection, and those that wait. */
export function RunsPanel() {
  const commands = useCommands();
  const runs = useCompare((state) => state.runs);
  const queued = useQueue((state) => state.runs);
  const waiting = queued.filter(({ status }) => status === 'waiting');
  const trained = useTrainedRuns();
  const [leaving, setLeaving] = useState<KeptRun | null>(null);
  if (runs.length === 0 && waiting.length === 0) return null;
  return (
    <section className="runs" aria-label="Kept runs">
      <header className="runs-head">
        <h2>Runs</h2>
        <span className="small muted">{runs.length}</span>
      </header>
      <ul className="runs-list">
        {runs.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            trained={trained.has(run.id)}
            onDelete={() => setLeaving(run)}
          />
        ))}
      </ul>
      {waiting.length > 0 && (
        <ol className="runs-waiting small muted" aria-label="Waiting runs">
          {waiting.map(({ id, name }) => (
            <li key={id}>{name}, waits</li>
          ))}
        </ol>
      )}
      <ConfirmDialog
        open={leaving !== null}
        title="Delete this run?"
        text={
          leaving === null
            ? ''
            : `${leaving.name} with ${countOf(leaving.imagesDone, 'image')} leaves the list. Export it first to keep it.`
        }
        deed="Delete run"
        onConfirm={() => leaving !== null && void commands.removeRun(leaving.id)}
        onClose={() => setLeaving(null)}
      />
    </section>
  );
}
