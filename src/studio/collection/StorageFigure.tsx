import { useStorage } from '../state/storage';
import { storageText } from './storageText';

const EXPLANATION =
  'Model files, what was computed of your images, and finished sets. Clear and Discard give back what ' +
  'nothing else refers to.';

/** How much the page keeps in the browser. */
export function StorageFigure() {
  const storage = useStorage();
  return (
    // It grows with every image: who wants to know it goes there.
    <output
      className="storage-figure small muted"
      aria-live="off"
      aria-label="Storage"
      title={EXPLANATION}
    >
      {storageText(storage)}
    </output>
  );
}
