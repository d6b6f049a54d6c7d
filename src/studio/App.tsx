import { lazy, Suspense, useDeferredValue, useEffect } from 'react';
import { DropOverlay } from './collection/DropOverlay';
import type { Commands } from './commands/contract';
import { CommandsProvider } from './commandsContext';
import { StandingQuestion } from './dialog/StandingQuestion';
import { Notices } from './job-bar/Notices';
import { useKeptFocus } from './keyboard/useKeptFocus';
import { useShortcuts } from './keyboard/useShortcuts';
import { loaded } from './load-fault';
import { PageHeader } from './PageHeader';
import { useCollection } from './state/collection';
import { useShown } from './state/shown';
import { selectClass, useSelection } from './state/selection';
import { useView } from './state/view';
import { Welcome } from './welcome/Welcome';

// Scripts of their own: the first screen does not wait until these are read.
const workingScript = () => loaded(import('./WorkingPage'));
const WorkingPage = lazy(async () => ({ default: (await workingScript()).WorkingPage }));
const Dialogs = lazy(async () => ({ default: (await workingScript()).Dialogs }));

/** The page: the first screen until there is something to show, then collection, images, inspector. */
export function App({ commands }: { readonly commands: Commands }) {
  useShortcuts(commands);
  useKeptFocus();
  useFirstClass();
  const smooth = useView((state) => state.smooth);
  const anything = useCollection((state) => state.classes.length > 0);
  const results = useShown((state) => state.results.size > 0);
  // Deferred, so that the many controls are made in slices between which the page answers.
  const shown = useDeferredValue(anything || results);
  return (
    <CommandsProvider value={commands}>
      <div className={`page ${shown ? 'is-working' : ''} ${smooth ? 'smooth' : ''}`}>
        <PageHeader working={shown} />
        <Suspense>{shown ? <WorkingPage /> : <Welcome />}</Suspense>
        <Notices />
        <Suspense>
          <Dialogs />
        </Suspense>
        <DropOverlay />
        <StandingQuestion />
      </div>
    </CommandsProvider>
  );
}

/** There is always a class selected while there are classes. */
function useFirstClass(): void {
  const folder = useSelection((state) => state.folder);
  const present = useCollection(({ classes }) =>
    classes.some((row) => row.folder === folder) ? folder : (classes[0]?.folder ?? null),
  );
  useEffect(() => {
    if (present !== folder) selectClass(present);
  }, [present, folder]);
}
