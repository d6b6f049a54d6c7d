import { useMemo, useRef, useState } from 'react';
import { useSize } from '../charts/useSize';
import { useCommands } from '../commandsContext';
import { useClassNames } from '../distil/useClassNames';
import { useCollection } from '../state/collection';
import { MOST_REAL } from '../../run/results/metrics';
import { useCompare, type KeptRun } from '../state/compare';
import { useShown } from '../state/shown';
import { useSelection } from '../state/selection';
import { CompareBar } from './CompareBar';
import { commonClasses, comparedClass } from './comparedClass';
import { comparisonTable } from './comparisonTable';
import { evaluatedRuns } from './evaluatedRuns';
import { tableMarkdown } from './markdown';
import { rowsFor } from './metricRows';
import { NumbersTable } from './NumbersTable';
import { AGREEMENT_WIDTH, pictureSide } from './pictureSide';
import { wholeName } from '../runs/runName';
import { RunPictures } from './RunPictures';
import { SameCores } from './SameCores';
import { Scatter } from './Scatter';
import { runNumbers } from './scatterPoints';
import { sortedRuns } from './sortedRuns';
import { useColumns } from './useColumns';
import { WholeSet } from './WholeSet';

type Sheet = 'runs' | 'cores' | 'scatter' | 'set';

const SHEETS: readonly { readonly id: Sheet; readonly label: string }[] = [
  { id: 'runs', label: 'Runs side by side' },
  { id: 'cores', label: 'Same cores' },
  { id: 'scatter', label: 'Scatter' },
  { id: 'set', label: 'Whole set' },
];

/** Kept runs side by side, or the set on the page on one sheet. */
export function CompareView() {
  const [sheet, setSheet] = useState<Sheet>('runs');
  const runs = useCompare((state) => state.runs);
  const made = useShown((state) => state.results.size > 0);
  if (runs.length === 0 && !made) {
    return (
      <p className="empty-state">
        Here runs stand side by side: the same class, the same order of images, and numbers for how
        each set stands to its class. It takes two runs: press Distill, then choose another method
        or move a slider and press Distill again. Earlier runs are kept.
      </p>
    );
  }
  return (
    <div className="compare-view">
      <div className="compare-sheets">
        <div className="segments">
          {SHEETS.map(({ id, label }) => (
            <button key={id} type="button" aria-pressed={sheet === id} onClick={() => setSheet(id)}>
              {label}
            </button>
          ))}
        </div>
      </div>
      {sheet === 'set' ? <WholeSet /> : <OverRuns kept={runs.length} sheet={sheet} />}
    </div>
  );
}

interface OverRunsProps {
  /** How many runs there are to choose from. */
  readonly kept: number;
  readonly sheet: Exclude<Sheet, 'set'>;
}

/** One class over the runs that are chosen, as the sheet shows it. */
function OverRuns({ kept, sheet }: OverRunsProps) {
  const names = useClassNames();
  const numbers = useCompare((state) => state.numbers);
  const problems = useCompare((state) => state.problems);
  const report = useCompare((state) => state.evaluated);
  const isSample = useCollection((state) => state.isSample);
  const selected = useSelection((state) => state.folder);
  const [sources, setSources] = useState(false);
  const columns = useColumns();
  const folders = useMemo(() => [...new Set(columns.flatMap((run) => run.folders))], [columns]);
  const folder = comparedClass(columns, selected) ?? '';
  const className = names.get(folder) ?? folder;
  const ids = columns.map(({ id }) => id);
  const table = comparisonTable(rowsFor(isSample), ids, folder, numbers, problems);
  const evaluated = evaluatedRuns(table, report, ids);
  const markdown = tableMarkdown(table, columns.map(wholeName), className, evaluated);
  return (
    <>
      {kept < 2 && (
        <p className="lesson">
          One run is kept so far. Choose another method or move a slider, press Distill again, and
          the two stand here side by side.
        </p>
      )}
      {columns.length > 0 && (
        <>
          <CompareBar
            folder={folder}
            folders={folders}
            names={names}
            sources={sheet === 'runs' ? sources : null}
            onSources={setSources}
            markdown={markdown}
          />
          {sheet === 'runs' && (
            <SideBySide
              columns={columns}
              folder={folder}
              className={className}
              table={table}
              evaluated={evaluated}
              sources={sources}
            />
          )}
          {sheet === 'cores' && <SameCores runs={columns} folder={folder} className={className} />}
          {sheet === 'scatter' && <Scatter runs={columns} numbers={runNumbers(table, evaluated)} />}
        </>
      )}
    </>
  );
}

interface SideBySideProps {
  readonly columns: readonly KeptRun[];
  readonly folder: string;
  readonly className: string;
  readonly table: ReturnType<typeof comparisonTable>;
  readonly evaluated: ReturnType<typeof evaluatedRuns>;
  /** Shows the real image behind each picture above it. */
  readonly sources: boolean;
}

function SideBySide(props: SideBySideProps) {
  const { columns, folder, className, table, evaluated, sources } = props;
  const commands = useCommands();
  const scroller = useRef<HTMLDivElement>(null);
  const room = useSize(scroller);
  const pictures = useCompare((state) => state.pictures);
  const images = useCollection(
    (state) => state.classes.find((row) => row.folder === folder)?.imageCount ?? 0,
  );
  const own = columns.map(({ id }) => pictures.get(id)?.get(folder));
  const count = Math.max(1, ...own.map((one) => one?.length ?? 0));
  const width = room.width - (evaluated === null ? 0 : AGREEMENT_WIDTH);
  const side = pictureSide({ ...room, width }, columns.length, count, sources ? 2 : 1);
  return (
    <div className="compare-scroller" ref={scroller}>
      <NumbersTable
        runs={columns}
        className={className}
        classes={commonClasses(columns).length}
        table={table}
        evaluated={evaluated}
        onSort={(cells, better) => {
          const ids = columns.map(({ id }) => id);
          commands.compare.choose(sortedRuns(ids, cells, better));
        }}
        pictures={columns.map((run, i) => (
          <RunPictures
            key={run.id}
            folder={folder}
            className={className}
            runName={run.name}
            pictures={own[i]}
            side={side}
            sources={sources}
          />
        ))}
      />
      {images > MOST_REAL && (
        <p className="small muted">
          <bdi>{className}</bdi> has {images.toLocaleString('en')} images; the numbers compare with
          the same {MOST_REAL.toLocaleString('en')} of them for every run, drawn once.
        </p>
      )}
    </div>
  );
}
