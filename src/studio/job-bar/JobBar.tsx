import { RunButtons } from './RunButtons';
import { RunProgress } from './RunProgress';

/** Bottom: the run. */
export function JobBar() {
  return (
    <footer className="job-bar" aria-label="Run">
      <RunProgress />
      <RunButtons />
    </footer>
  );
}
