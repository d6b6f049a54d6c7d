import { useCommands } from '../commandsContext';
import { useCompare } from '../state/compare';
import { selectClass } from '../state/selection';
import { AccuracyChoice } from './AccuracyChoice';
import { CopyTable } from './CopyTable';

export interface CompareBarProps {
  readonly folder: string;
  readonly folders: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  /** Whether the real images stand above the pictures; null where the sheet has no such choice. */
  readonly sources: boolean | null;
  readonly onSources: (sources: boolean) => void;
  /** The table as Markdown. */
  readonly markdown: string;
}

/** Above the table: which class, whether all of it is measured, copying. */
export function CompareBar(props: CompareBarProps) {
  const { folder, folders, names, sources, onSources, markdown } = props;
  return (
    <div className="compare-bar">
      <select
        className="select"
        aria-label="Class"
        value={folder}
        onChange={(event) => selectClass(event.currentTarget.value)}
      >
        {folders.map((one) => (
          <option key={one} value={one}>
            {names.get(one) ?? one}
          </option>
        ))}
      </select>
      {sources !== null && (
        <label className="check-label">
          <input
            type="checkbox"
            className="check"
            checked={sources}
            onChange={(event) => onSources(event.currentTarget.checked)}
          />
          Real cores above
        </label>
      )}
      <AccuracyChoice />
      <Measuring />
      <CopyTable markdown={markdown} />
    </div>
  );
}

/** Measuring shows and stops in the job bar; what was stopped can go on here. */
function Measuring() {
  const commands = useCommands();
  const stopped = useCompare((state) => state.stopped);
  return (
    <span className="measuring">
      {stopped && (
        <>
          <span className="small muted">Measuring was stopped.</span>
          <button type="button" className="quiet-button" onClick={() => commands.compare.goOn()}>
            Measure the rest
          </button>
        </>
      )}
    </span>
  );
}
