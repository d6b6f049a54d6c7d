import type { ReactNode } from 'react';
import { useCollection } from '../state/collection';
import { useWindows, type WindowsPane } from '../state/windows';
import { useSelection } from '../state/selection';
import { ClassBar } from './ClassBar';
import { RankedList } from './RankedList';
import { ScorePane } from './ScorePane';
import { useWindowsPlan } from './useWindowsPlan';
import { WindowMap } from './WindowMap';

const PANES: readonly { pane: WindowsPane; name: string }[] = [
  { pane: 'pictures', name: 'Pictures' },
  { pane: 'list', name: 'Ranked windows' },
  { pane: 'map', name: 'Map of windows' },
  { pane: 'score', name: 'Score of an image' },
];

/** Around the pictures of a set: for the method of windows, the ways to look at how they were chosen. */
export function WindowsArea({ children }: { readonly children: ReactNode }) {
  const plan = useWindowsPlan();
  const pane = useWindows((state) => state.pane);
  const folder = useSelection((state) => state.folder);
  const row = useCollection((state) => state.classes.find((one) => one.folder === folder));
  if (plan === null) return children;
  return (
    <>
      <div className="windows-panes segments" role="toolbar" aria-label="What to look at">
        {PANES.map((one) => (
          <button
            key={one.pane}
            type="button"
            aria-pressed={pane === one.pane}
            onClick={() => useWindows.setState({ pane: one.pane })}
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
          <section className="windows-pane" aria-label={`Windows of ${row.name}`}>
            <ClassBar folder={folder} name={row.name} plan={plan} />
            {pane === 'list' && <RankedList folder={folder} name={row.name} plan={plan} />}
            {pane === 'map' && <WindowMap folder={folder} name={row.name} plan={plan} />}
            {pane === 'score' && <ScorePane folder={folder} plan={plan} />}
          </section>
        ))}
    </>
  );
}
