import { useCommands } from '../commandsContext';
import { useRate } from '../job-bar/useRate';
import { useCollection } from '../state/collection';
import { listingCount, listingText } from './listingText';

/** How far the listing of folders and archives is, how fast, and the way to stop it. How much there is nobody knows. */
export function ListingProgress() {
  const commands = useCommands();
  const listing = useCollection((state) => state.listing);
  const { key, done } = listingCount(listing);
  const rate = useRate(key, done);
  return (
    <span className="listing-progress">
      <progress aria-label="Reading what was added" />
      <span>{listingText(listing, rate)}</span>
      <button type="button" className="button" onClick={() => commands.cancelListing()}>
        Stop reading
      </button>
    </span>
  );
}
