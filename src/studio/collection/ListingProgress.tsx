import { useCommands } from '../commandsContext';
import { countOf } from '../job-bar/duration';
import { useCollection } from '../state/collection';

/** How far the listing of folders and archives is, and the way to stop it. */
export function ListingProgress() {
  const commands = useCommands();
  const listed = useCollection((state) => state.listed);
  return (
    <span className="listing-progress">
      <output>Reading folders: {countOf(listed, 'file')} seen</output>
      <button type="button" className="button" onClick={() => commands.cancelListing()}>
        Stop reading
      </button>
    </span>
  );
}
