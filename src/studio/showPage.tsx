import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import type { Commands } from './commands/contract';
import { PageBoundary } from './PageBoundary';
import { StartQuestion } from './StartQuestion';

/** Draws the page into an element, and keeps it as its commands change it. */
export function showPage(root: HTMLElement, commands: Commands): void {
  createRoot(root).render(
    <StrictMode>
      <PageBoundary onFault={() => commands.startFailed()}>
        <App commands={commands} />
        <StartQuestion commands={commands} />
      </PageBoundary>
    </StrictMode>,
  );
}
