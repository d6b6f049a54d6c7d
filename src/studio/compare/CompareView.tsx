import { useMemo, useRef, useState } from 'react';
import { useSize } from '../charts/useSize';
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
import { WholeSet } from './WholeSet';

type Sheet = 'runs' | 'set';

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
          <button type="button" aria-pressed={sheet === 'runs'} onClick={() => setSheet('runs')}>
            Runs side by side
          </button>
          <button type="button" aria-pressed={sheet === 'set'} onClick={() => setSheet('set')}>
            Whole set
          </button>
        </div>
      </div>
      {sheet === 'runs' ? <SideBySide runs={runs} /> : <WholeSet />}
    </div>
  );
}

function SideBySide({ runs }: { readonly runs: readonly KeptRun[] }) {
  const names = useClassNames();
  const chosen = useCompare((state) => state.chosen);
  const numbers = useCompare((state) => state.numbers);
  const problems = useCompare((state) => state.problems);
  const pictures = useCompare((state) => state.pictures);
  const report = useCompare((state) => state.evaluated);
  const isSample = useCollection((state) => state.isSample);
  const selected = useSelection((state) => state.folder);
  const [sources, setSources] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const room = useSize(scroller);
  const columns = useMemo(
    () => chosen.flatMap((id) => runs.find((run) => run.id === id) ?? []),
    [chosen, runs],
  );
  const folders = useMemo(() => [...new Set(columns.flatMap((run) => run.folders))], [columns]);
  const common = commonClasses(columns);
  const folder = comparedClass(columns, selected) ?? '';
  const className = names.get(folder) ?? folder;
  const images = useCollection(
    (state) => state.classes.find((row) => row.folder === folder)?.imageCount ?? 0,
  );
  const table = comparisonTable(
    rowsFor(isSample),
    columns.map(({ id }) => id),
    folder,
    numbers,
    problems,
  );
  const evaluated = evaluatedRuns(
    table,
    report,
    columns.map(({ id }) => id),
  );
  const count = Math.max(1, ...columns.map(({ id }) => pictures.get(id)?.get(folder)?.length ?? 0));
  const width = room.width - (evaluated === null ? 0 : AGREEMENT_WIDTH);
  const side = pictureSide({ ...room, width }, columns.length, count);
  const markdown = tableMarkdown(table, columns.map(wholeName), className, evaluated);
  return (
    <>
      {runs.length < 2 && (
        <p className="lesson">
          One run is kept so far. Choose another method or move a slider, press Distill again, and
          the two stand here side by side.
        </p>
      )}
      {columns.length > 0 && (
        <CompareBar
          folder={folder}
          folders={folders}
          names={names}
          sources={sources}
          onSources={setSources}
          markdown={markdown}
        />
      )}
      <div className="compare-scroller" ref={scroller}>
        {columns.length > 0 && (
          <NumbersTable
            runs={columns}
            className={className}
            classes={common.length}
            table={table}
            evaluated={evaluated}
            pictures={columns.map((run) => (
              <RunPictures
                key={run.id}
                folder={folder}
                className={className}
                runName={run.name}
                pictures={pictures.get(run.id)?.get(folder)}
                side={side}
                sources={sources}
              />
            ))}
          />
        )}
        {images > MOST_REAL && (
          <p className="small muted">
            {className} has {images.toLocaleString('en')} images; the numbers compare with the same{' '}
            {MOST_REAL.toLocaleString('en')} of them for every run, drawn once.
          </p>
        )}
      </div>
    </>
  );
}
