import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { PageBoundary } from './PageBoundary';
import { StartQuestion } from './StartQuestion';
import { createCommands } from './commands/create-commands';
import { surviveForeignNodes } from './foreign-nodes';
import './styles/studio.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

surviveForeignNodes(Node.prototype);
const commands = createCommands();
createRoot(root).render(
  <StrictMode>
    <PageBoundary onFault={() => commands.startFailed()}>
      <App commands={commands} />
      <StartQuestion commands={commands} />
    </PageBoundary>
  </StrictMode>,
);
// In a task of its own: the page is drawn before it goes on.
setTimeout(() => void commands.start());
