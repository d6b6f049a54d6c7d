import { FileButton } from '../collection/FileButton';
import { ListingProgress } from '../collection/ListingProgress';
import { PermissionRequest } from '../collection/PermissionRequest';
import { useCommands } from '../commandsContext';
import { useCollection } from '../state/collection';
import { BeforeAndAfter } from './BeforeAndAfter';

/**
 * The drop zone's name. Where the browser has a directory picker a click opens it: unlike a file
 * input it hands over a folder that can be read again after a reload.
 */
function DropTitle() {
  const commands = useCommands();
  const mark = (
    <svg className="drop-mark" viewBox="0 0 48 40" aria-hidden="true">
      <path d="M2 34V6h14l4 5h26v23z" />
      <path d="M24 17v11m-5-5 5 5 5-5" />
    </svg>
  );
  if (!('showDirectoryPicker' in window)) {
    return (
      <h1>
        {mark}
        Drop class folders here
      </h1>
    );
  }
  return (
    <h1>
      <button type="button" className="drop-title" onClick={() => void commands.pickFolder()}>
        {mark}
        Drop class folders here, or click to choose one
      </button>
    </h1>
  );
}

/** The first screen: what this is, what it does to a collection, the ways in, and the three steps that they lead to. */
export function Welcome() {
  const commands = useCommands();
  const status = useCollection((state) => state.status);
  return (
    <main className="welcome">
      <div className="welcome-inner">
        <p className="welcome-sentence">
          Stillroom distills a folder of images into the few that train nearly as well, and shows
          why it chose them; nothing leaves this machine.
        </p>
        <section className="drop-zone" aria-label="Add a collection">
          <DropTitle />
          <p className="muted">
            One folder for each class, a folder of them, or a .zip, .tar or .tgz
          </p>
          <div className="welcome-buttons">
            <FileButton label="Add class folders" take="folder" />
            <FileButton label="Add an archive" take="archive" />
            <button
              type="button"
              className="button button-primary"
              onClick={() => void commands.loadSampleCollection()}
            >
              Load sample collection
            </button>
          </div>
          <div className="welcome-listing">{status === 'listing' && <ListingProgress />}</div>
          <PermissionRequest />
        </section>
        <BeforeAndAfter />
        <ol className="welcome-steps">
          <li>
            <strong>Add</strong> class folders, and look at what lies in each: its dense parts, its
            odd ones, what comes twice.
          </li>
          <li>
            <strong>Distill</strong> as many images a class as you like, and see each one beside the
            real image that it stands for.
          </li>
          <li>
            <strong>Compare</strong> by numbers and by training on the set, then export it as a zip.
          </li>
        </ol>
      </div>
    </main>
  );
}
