import type { ReactNode } from 'react';
import { useCollection } from '../state/collection';
import { usePatches, type SelectPane } from '../state/patches';
import { useSelection } from '../state/selection';
import { ClassBar } from './ClassBar';
import { RankedList } from './RankedList';
import { ScorePane } from './ScorePane';
import { usePatchPlan } from './usePatchPlan';
import { WindowMap } from './WindowMap';

const PANES: readonly { pane: SelectPane; name: string }[] = [
  { pane: 'pictures', name: 'Pictures' },
  { pane: 'list', name: 'Ranked windows' },
  { pane: 'map', name: 'Map of windows' },
  { pane: 'score', name: 'Score of an image' },
];

/** Around the pictures of a set: where patches are selected, the ways to look at how they were. */
export function SelectArea({ children }: { readonly children: ReactNode }) {
  const plan = usePatchPlan();
  const pane = usePatches((state) => state.pane);
  const folder = useSelection((state) => state.folder);
  const row = useCollection((state) => state.classes.find((one) => one.folder === folder));
  if (plan === null) return children;
  return (
    <>
      <div className="select-panes segments" role="toolbar" aria-label="What to look at">
        {PANES.map((one) => (
          <button
            key={one.pane}
            type="button"
            aria-pressed={pane === one.pane}
            onClick={() => usePatches.setState({ pane: one.pane })}
          >
            {one.name}
          </button>
        ))}
      </div>
      {pane === 'pictures' && children}
      {pane !== 'pictures' &&
        (folder === null || row === undefined ? (
          <p className="empty-state">Choose a class on the left to see its windows.</p>
        ) : (
          <section className="select-pane" aria-label={`Windows of ${row.name}`}>
            <ClassBar folder={folder} name={row.name} plan={plan} />
            {pane === 'list' && <RankedList folder={folder} name={row.name} plan={plan} />}
            {pane === 'map' && <WindowMap folder={folder} name={row.name} plan={plan} />}
            {pane === 'score' && <ScorePane key={plan.scoring.draws} folder={folder} plan={plan} />}
          </section>
        ))}
    </>
  );
}
