import { useCommands } from '../commandsContext';
import { useWanted } from '../distil/useWanted';
import { Picture } from '../picture/Picture';
import { kindOnceRead } from '../picture/usePicture';
import type { ClassRow } from '../state/collection';
import { useShown } from '../state/shown';
import { selectClass, useSelection } from '../state/selection';
import { useStageProgress } from '../state/stage-progress';
import { ClassEditor } from './ClassEditor';
import { stageLine } from './stageLine';
import { StagePips } from './StagePips';

export interface ClassCardProps {
  readonly row: ClassRow;
  readonly open: boolean;
  readonly onToggle: () => void;
}

const STRIP = 6;

/** One class: take part or not, pictures, name, count, stages, and its own notice. */
export function ClassCard({ row, open, onToggle }: ClassCardProps) {
  const commands = useCommands();
  const selected = useSelection((state) => state.folder === row.folder);
  const made = useShown((state) => state.results.get(row.folder)?.length ?? 0);
  const wanted = useWanted()(row);
  const progress = useStageProgress((state) => state.classes.get(row.folder));
  const line = stageLine(row, progress, made, wanted);
  const failed = row.read.state === 'failed' || row.explored.state === 'failed';
  const strip = Math.min(STRIP, row.imageCount);
  return (
    <div className={`class-card ${selected ? 'is-selected' : ''}`}>
      <input
        type="checkbox"
        className="check"
        aria-label={`Include ${row.name}`}
        checked={row.included}
        onChange={(event) =>
          commands.editClass(row.folder, { included: event.currentTarget.checked })
        }
      />
      <button
        type="button"
        className="class-main"
        aria-pressed={selected}
        onClick={() => selectClass(row.folder)}
      >
        <span className="class-name">
          {row.name}
          {row.notice !== null && (
            <span className="unknown-mark" title={row.notice}>
              <span aria-hidden="true">?</span>
              <span className="visually-hidden">, not known to the model</span>
            </span>
          )}
        </span>
        <span className={`class-line small ${failed ? 'tone-error' : 'muted'}`}>{line.text}</span>
        <span className="class-strip" aria-hidden="true">
          {Array.from({ length: strip }, (_, image) => (
            <Picture
              key={image}
              folder={row.folder}
              image={image}
              kind={kindOnceRead(row, 'thumbnail')}
              side={32}
              alt=""
            />
          ))}
        </span>
      </button>
      <div className="class-side">
        <button
          type="button"
          className="icon-button"
          aria-expanded={open}
          aria-label={`Edit ${row.name}`}
          onClick={() => {
            // What a model reads of a prompt is said of the selected class.
            if (!open) selectClass(row.folder);
            onToggle();
          }}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d={open ? 'M3 10l5-5 5 5' : 'M3 6l5 5 5-5'} />
          </svg>
        </button>
        <StagePips row={row} made={made} wanted={wanted} />
      </div>
      {row.problem !== null && <p className="class-message small tone-error">{row.problem}</p>}
      {open && <ClassEditor row={row} />}
      {line.progress !== null && (
        <span className="class-progress" style={{ transform: `scaleX(${line.progress})` }} />
      )}
    </div>
  );
}
