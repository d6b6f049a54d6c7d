/** The page on the demo engine: for looking at the interface and for its browser checks. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '../../src/studio/App';
import '../../src/studio/styles/studio.css';
import { createDemoEngine } from './demoEngine';
import { showScene } from './scenes';

const root = document.getElementById('root');
if (root === null) throw new Error('the demo page has no element with the id "root"');

const engine = createDemoEngine();
createRoot(root).render(
  <StrictMode>
    <App engine={engine} />
  </StrictMode>,
);
void showScene(engine, new URLSearchParams(location.search).get('scene') ?? 'first');
