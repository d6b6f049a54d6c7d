import { useCommands } from '../commandsContext';
import { useCollection } from '../state/collection';
import { listingText } from './listingText';

/** How far the listing of folders and archives is, and the way to stop it. */
export function ListingProgress() {
  const commands = useCommands();
  const listing = useCollection((state) => state.listing);
  return (
    <span className="listing-progress">
      <output>{listingText(listing)}</output>
      <button type="button" className="button" onClick={() => commands.cancelListing()}>
        Stop reading
      </button>
    </span>
  );
}
