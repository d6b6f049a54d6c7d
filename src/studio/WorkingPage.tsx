import { CollectionPanel } from './collection/CollectionPanel';
import { LargeView } from './distil/LargeView';
import { Inspector } from './inspector/Inspector';
import { JobBar } from './job-bar/JobBar';
import { ShortcutsDialog } from './keyboard/ShortcutsDialog';
import { ModelsDialog } from './models/ModelsDialog';
import { QueueDialog } from './runs/QueueDialog';
import { RunsPanel } from './runs/RunsPanel';
import { useOneByOne } from './useOneByOne';
import { Workspace } from './workspace/Workspace';

const PARTS = 5;

/** Collection, images, inspector. */
export function WorkingPage() {
  const made = useOneByOne(PARTS);
  return (
    <>
      <aside className="left" aria-label="Collection">
        <CollectionPanel />
        {made > 2 && <RunsPanel />}
      </aside>
      <main className="middle">{made > 3 && <Workspace />}</main>
      <aside className="right" aria-label="Inspector">
        {made > 4 && <Inspector />}
      </aside>
      {made > 1 && <JobBar />}
    </>
  );
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
