import { FileButton } from '../collection/FileButton';
import { PermissionRequest } from '../collection/PermissionRequest';
import { useEngine } from '../engineContext';
import { countOf } from '../job-bar/duration';
import { useCollection } from '../state/collection';

/** The first screen: what this is, and the three ways in. */
export function Welcome() {
  const engine = useEngine();
  const status = useCollection((state) => state.status);
  const listed = useCollection((state) => state.listed);
  return (
    <main className="welcome">
      <div className="welcome-inner">
        <p className="welcome-sentence">
          Stillroom distils a folder of images into the few that train nearly as well, and shows why
          it chose them; nothing leaves this machine.
        </p>
        <section className="drop-zone" aria-label="Add a collection">
          <svg className="drop-mark" viewBox="0 0 48 40" aria-hidden="true">
            <path d="M2 34V6h14l4 5h26v23z" />
            <path d="M24 17v11m-5-5 5 5 5-5" />
          </svg>
          <h1>Drop class folders here</h1>
          <p className="muted">
            One folder for each class, a folder of them, or a .zip, .tar or .tgz
          </p>
          <div className="welcome-buttons">
            <FileButton label="Add class folders" take="folder" />
            <FileButton label="Add an archive" take="archive" />
            <button
              type="button"
              className="button button-primary"
              onClick={() => void engine.loadSampleCollection()}
            >
              Load sample collection
            </button>
          </div>
          <output className="welcome-listing">
            {status === 'listing' && `Reading folders: ${countOf(listed, 'file')} seen`}
          </output>
          <PermissionRequest />
        </section>
      </div>
    </main>
  );
}
