/** The page on the demo commands: for looking at the interface and for its browser checks. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '../../src/studio/App';
import '../../src/studio/styles/studio.css';
import { createDemoCommands } from './demoCommands';
import { showScene } from './scenes';

const root = document.getElementById('root');
if (root === null) throw new Error('the demo page has no element with the id "root"');

const commands = createDemoCommands();
createRoot(root).render(
  <StrictMode>
    <App commands={commands} />
  </StrictMode>,
);
void showScene(commands, new URLSearchParams(location.search).get('scene') ?? 'first');
