/** The labels that a teacher gives to an export's pictures. */
import { describe, expect, it } from 'vitest';
import { parseNpy } from '../../../src/core/formats/npy';
import { recipe } from '../../support/sample-recipe';
import { filesOf, images, setOf, textOf } from './export-set';

describe('labels.npy', () => {
  const classes = recipe.classes.length;
  const row = (first: number): Float32Array =>
    Float32Array.from({ length: classes }, (_, i) => first + i);

  it('is not there where labels are hard', async () => {
    expect((await filesOf(setOf(null))).has('labels.npy')).toBe(false);
  });

  it('refuses a set of which some images are labelled, and labels of other classes', async () => {
    await expect(filesOf(setOf(null, { images: images([row(0), undefined]) }))).rejects.toThrow(
      /0001\.png has no soft label, and 1 other images have one/,
    );
    const wrong = images([new Float32Array(classes + 1)]);
    await expect(filesOf(setOf(null, { images: wrong }))).rejects.toMatchObject({
      code: 'ShapeMismatch',
    });
  });

  it('is named by the card and the README', async () => {
    const set = () => setOf(null, { images: images([row(0), row(5)]) });
    expect(await textOf(set(), 'claim.md')).toContain('a teacher’s in labels.npy');
    expect(await textOf(set(), 'README.md')).toContain('`labels.npy`: a teacher');
    expect(await textOf(setOf(null), 'README.md')).not.toContain('labels.npy');
  });

  it('holds the logits in the order of the manifest', async () => {
    const file = (await filesOf(setOf(null, { images: images([row(0), row(5)]) }))).get(
      'labels.npy',
    );
    const { shape, dtype, data } = parseNpy(file ?? new Uint8Array());
    expect([shape, dtype]).toEqual([[2, classes], '<f4']);
    expect([...data]).toEqual([...row(0), ...row(5)]);
    // numpy starts the data at a multiple of 64 bytes.
    expect(((file?.length ?? 0) - 4 * data.length) % 64).toBe(0);
  });
});
