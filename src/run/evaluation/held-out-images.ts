/** The held-out images of the classes, as the network sees them: read once for all sets. */
import { StillroomError } from '../../core/errors';
import { canonicalHash } from '../../core/formats/canonical-json';
import { splitText } from '../../core/held-out';
import type { ImageSet } from '../../core/training/image-set';
import type { ClassSource } from '../ports';
import { classFingerprint } from '../recipe/identity';
import type { NamedClass } from '../recipe/make-recipe';
import type { HeldOutFacts } from './report';
import { realPictures, type LabelledImages, type PicturePlace } from './sets/pictures-at';
import { realContent } from './sets/real-sets';

export interface HeldOut {
  readonly facts: HeldOutFacts;
  /** Names pixels and labels. */
  readonly content: string;
  /** Fingerprint of the first class: what is kept of an evaluation belongs to it. */
  readonly owner: string;
  /** Decoded when first asked for. */
  images(signal: AbortSignal): Promise<ImageSet>;
}

function requireClasses(classes: readonly NamedClass[]): void {
  if (classes.length >= 2) return;
  throw new StillroomError(
    'TooFewImages',
    `A classifier needs at least two classes, and ${classes.length === 1 ? 'one is' : 'none is'} chosen. Choose another class of the collection, or add its folder.`,
    { classes: classes.length },
  );
}

/**
 * @param equal held-out images that show what is distilled from
 * @throws StillroomError TooFewImages
 */
function requireImages(
  { split }: ClassSource,
  { folder, name }: NamedClass,
  images: number,
  equal: number,
): void {
  if (images > 0) return;
  if (equal > 0) {
    throw new StillroomError(
      'TooFewImages',
      `The class "${name}" has no held-out images of its own: ${equal === 1 ? 'the one that is there shows' : `all ${equal} that are there show`} pictures that are distilled from. Hold other images out, or leave the class out of the evaluation.`,
      { class: folder },
    );
  }
  const advice =
    split.kind === 'folders'
      ? 'Add images to its folder beside train, or leave the class out of the evaluation.'
      : 'Hold some of its images out (a class needs at least ten for that), or leave it out of the evaluation.';
  throw new StillroomError(
    'TooFewImages',
    `The class "${name}" has no held-out images. ${advice}`,
    {
      class: folder,
    },
  );
}

/** The last decoded ones of a source: the cost and the evaluation ask for the same. */
const decoded = new WeakMap<ClassSource, { readonly content: string; readonly images: ImageSet }>();

/**
 * @param side of the network
 * @throws StillroomError TooFewImages for a class without any, or fewer than two classes; as reading does
 */
export async function heldOutOf(
  place: PicturePlace,
  classes: readonly NamedClass[],
  side: number,
  signal: AbortSignal,
): Promise<HeldOut> {
  requireClasses(classes);
  const { source } = place;
  const found: LabelledImages[] = [];
  // A picture may lie in two classes: what one of them is distilled from is held out in none.
  const used = new Set<string>();
  for (const { folder } of classes) {
    for (const { pixelHash } of await source.read(folder, signal)) used.add(pixelHash);
  }
  let leftOut = 0;
  let owner = '';
  for (const [label, entry] of classes.entries()) {
    const all = await source.heldOut(entry.folder, signal);
    const images = all.filter(({ pixelHash }) => !used.has(pixelHash));
    const equal = all.length - images.length + (await source.leftOut(entry.folder, signal));
    leftOut += equal;
    requireImages(source, entry, images.length, equal);
    found.push({ label, images });
    if (label > 0) continue;
    const kept = await source.read(entry.folder, signal);
    owner = classFingerprint(kept.map(({ sha256 }) => sha256));
  }
  const content = canonicalHash({ side, images: realContent(place, found) });
  return {
    facts: {
      split: splitText(source.split),
      images: found.reduce((sum, { images }) => sum + images.length, 0),
      leftOut,
    },
    content,
    owner,
    async images(stop) {
      const known = decoded.get(source);
      if (known?.content === content) return known.images;
      const images = await realPictures(place, found, side, stop);
      decoded.set(source, { content, images });
      return images;
    },
  };
}
