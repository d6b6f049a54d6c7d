import { ask } from '../ask';
import { countOf } from '../../job-bar/duration';
import { imagesShown, useShown } from '../../state/shown';
import { useCollection } from '../../state/collection';

/** Whether a remembered folder that may not be read yet makes room; asks only where images were made of it. */
export async function mayReplace(): Promise<'nothing-shown' | 'yes' | 'no'> {
  const { status, label } = useCollection.getState();
  const made = imagesShown(useShown.getState());
  if (status !== 'needs-permission' || made === 0) return 'nothing-shown';
  const yes = await ask({
    title: `Replace “${label}”?`,
    text: `It may not be read yet, so nothing can be added to it: allow access first to keep both. In its place, ${countOf(made, 'image')} that were made of it are no longer shown; they are kept.`,
    deed: 'Replace it',
  });
  return yes ? 'yes' : 'no';
}
