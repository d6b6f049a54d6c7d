import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { PageBoundary } from './PageBoundary';
import { createEngine } from './engine/engine';
import './styles/studio.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

const engine = createEngine();
createRoot(root).render(
  <StrictMode>
    <PageBoundary>
      <App engine={engine} />
    </PageBoundary>
  </StrictMode>,
);
void engine.start();
