import { useEffect, useState } from 'react';
import { CollectionPanel } from './collection/CollectionPanel';
import { LargeView } from './distil/LargeView';
import { Inspector } from './inspector/Inspector';
import { JobBar } from './job-bar/JobBar';
import { ShortcutsDialog } from './keyboard/ShortcutsDialog';
import { ModelsDialog } from './models/ModelsDialog';
import { QueueDialog } from './runs/QueueDialog';
import { RunsPanel } from './runs/RunsPanel';
import { Workspace } from './workspace/Workspace';

const PARTS = 3;

/** Collection, images, inspector. */
export function WorkingPage() {
  const made = useOneByOne(PARTS);
  return (
    <>
      <aside className="left" aria-label="Collection">
        <CollectionPanel />
        <RunsPanel />
      </aside>
      <main className="middle">{made > 1 && <Workspace />}</main>
      <aside className="right" aria-label="Inspector">
        {made > 2 && <Inspector />}
      </aside>
      <JobBar />
    </>
  );
}

/**
 * How many parts are made by now: putting all of them on the page at once would hold it for too long. Each has a
 * task of its own; a transition would begin anew with every picture that arrives meanwhile.
 */
function useOneByOne(count: number): number {
  const [made, setMade] = useState(1);
  useEffect(() => {
    if (made === count) return undefined;
    const next = setTimeout(() => setMade(made + 1));
    return () => clearTimeout(next);
  }, [made, count]);
  return made;
}

/** What opens over it. */
export function Dialogs() {
  return (
    <>
      <LargeView />
      <QueueDialog />
      <ModelsDialog />
      <ShortcutsDialog />
    </>
  );
}
