import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { createEngine } from './engine/engine';
import './styles/studio.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

const engine = createEngine();
createRoot(root).render(
  <StrictMode>
    <App engine={engine} />
  </StrictMode>,
);
void engine.start();
