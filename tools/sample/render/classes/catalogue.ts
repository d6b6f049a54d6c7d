/** The classes of the sample collection, in the order in which they are listed everywhere. */
import { StillroomError } from '../../../../src/core/errors';
import type { SampleClass } from '../scene/subject';
import { cactus } from './cactus';
import { lighthouse } from './lighthouse';
import { mushroom } from './mushroom';
import { sailboat } from './sailboat';
import { snowman } from './snowman';
import { teapot } from './teapot';

export const SAMPLE_CLASSES: readonly [SampleClass, ...SampleClass[]] = [
  cactus,
  lighthouse,
  mushroom,
  sailboat,
  snowman,
  teapot,
];

/** The class with this slug; throws `BadParameter` for a name that is none. */
export function sampleClass(slug: string): SampleClass {
  const found = SAMPLE_CLASSES.find((one) => one.slug === slug);
  if (found) return found;
  const known = SAMPLE_CLASSES.map((one) => one.slug).join(', ');
  throw new StillroomError('BadParameter', `No sample class "${slug}". Use one of: ${known}.`, {
    slug,
  });
}
