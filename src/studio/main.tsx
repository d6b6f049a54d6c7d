import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { PageBoundary } from './PageBoundary';
import { createCommands } from './commands/create-commands';
import './styles/studio.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

const commands = createCommands();
createRoot(root).render(
  <StrictMode>
    <PageBoundary>
      <App commands={commands} />
    </PageBoundary>
  </StrictMode>,
);
void commands.start();
