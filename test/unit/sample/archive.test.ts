import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  OUTLIER_KINDS,
  SAMPLE_ARCHIVE_URL,
  SAMPLE_FOLDER,
  SAMPLE_TRUTH_URL,
  parseSampleTruth,
} from '../../../src/data/sample';
import {
  COLLECTION_SEED,
  COLLECTION_SIZE,
  IMAGES_PER_CLASS,
  RENDERER_VERSION,
  SAMPLE_CLASSES,
  renderSample,
  sceneTruth,
} from '../../../tools/sample/render';

const shipped = (url: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../../public/${url}`, import.meta.url)));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const json: unknown = JSON.parse(shipped(SAMPLE_TRUTH_URL).toString('utf8'));
const truth = parseSampleTruth(json);
const archive = shipped(SAMPLE_ARCHIVE_URL);

describe('the shipped truth', () => {
  it('was made by this renderer, with this seed and size', () => {
    expect(truth.renderer).toBe(RENDERER_VERSION);
    expect(truth.seed).toBe(COLLECTION_SEED);
    expect(truth.size).toBe(COLLECTION_SIZE);
    expect(truth.size).toBe(128);
  });

  it('has at least six classes of at least 240 images with four to six unequal modes', () => {
    expect(truth.classes.length).toBeGreaterThanOrEqual(6);
    for (const one of truth.classes) {
      expect(one.images).toBeGreaterThanOrEqual(240);
      expect(one.modes.length).toBeGreaterThanOrEqual(4);
      expect(one.modes.length).toBeLessThanOrEqual(6);
      expect(new Set(one.modes.map((mode) => mode.share)).size).toBe(one.modes.length);
      expect(one.modes.reduce((sum, mode) => sum + mode.share, 0)).toBeCloseTo(1, 12);
    }
  });

  it('counts its own images right: classes, modes, outliers', () => {
    expect(truth.images.length).toBe(truth.classes.reduce((sum, one) => sum + one.images, 0));
    for (const one of truth.classes) {
      const own = truth.images.filter((image) => image.class === one.slug);
      const ordinary = own.filter((image) => image.outlier === null);
      expect(own.length).toBe(one.images);
      expect(own.length - ordinary.length).toBe(one.outliers);
      expect(one.outliers / one.images).toBeGreaterThanOrEqual(0.04);
      expect(one.outliers / one.images).toBeLessThanOrEqual(0.06);
      for (const mode of one.modes) {
        const shown = ordinary.filter((image) => image.mode === mode.slug).length;
        expect(shown).toBe(mode.images);
        expect(Math.abs(shown - mode.share * ordinary.length)).toBeLessThan(1);
      }
      for (const kind of OUTLIER_KINDS)
        expect(own.some((image) => image.outlier === kind)).toBe(true);
    }
  });

  it('says of every image what the renderer says', () => {
    for (const { slug } of SAMPLE_CLASSES) {
      const own = truth.images.filter((image) => image.class === slug);
      expect(own.length).toBe(IMAGES_PER_CLASS);
      for (const [index, image] of own.entries()) {
        const { mode, outlier, shows } = sceneTruth(slug, index);
        expect(image.mode).toBe(mode);
        expect(image.outlier).toBe(outlier);
        expect(image.shows).toBe(outlier === 'stranger' ? `${shows.class}/${shows.mode}` : null);
        if (outlier === 'stranger') expect(shows.class).not.toBe(slug);
        else expect(shows).toEqual({ class: slug, mode });
      }
    }
  });

  // A tenth of a second an image on a free core; the limit is for a machine that does much else.
  it.each(SAMPLE_CLASSES.map((one, c) => [one.slug, c] as const))(
    'knows the pixels of %s: a part rendered again has the hashes written there',
    (slug, c) => {
      const own = truth.images.filter((image) => image.class === slug);
      const outlier = own.findIndex((image) => image.outlier === OUTLIER_KINDS[c % 3]);
      for (const index of [(37 * c + 11) % IMAGES_PER_CLASS, outlier]) {
        expect(sha256(renderSample(slug, index)), own[index]?.file).toBe(own[index]?.sha256);
      }
    },
    30_000,
  );

  it('gives no two images the same pixels', () => {
    expect(new Set(truth.images.map((image) => image.sha256)).size).toBe(truth.images.length);
  });
});

describe('the shipped archive', () => {
  it('is the file that truth.json describes, at most 8 MB', () => {
    expect(archive.length).toBeLessThanOrEqual(8_000_000);
    expect(archive.length).toBe(truth.archive.bytes);
    expect(sha256(archive)).toBe(truth.archive.sha256);
    expect(SAMPLE_ARCHIVE_URL.endsWith(truth.archive.file)).toBe(true);
    expect(truth.archive.folder).toBe(SAMPLE_FOLDER);
  });

  it('holds exactly the images of truth.json, as whole JPEG files', () => {
    const entries = unzipSync(archive);
    const expected = truth.images.map((image) => `${SAMPLE_FOLDER}/${image.file}`);
    expect(Object.keys(entries).toSorted()).toEqual(expected.toSorted());
    for (const bytes of Object.values(entries)) {
      expect([bytes[0], bytes[1]]).toEqual([0xff, 0xd8]);
      expect([bytes.at(-2), bytes.at(-1)]).toEqual([0xff, 0xd9]);
    }
  });
});

describe('the check of truth.json', () => {
  const broken = (change: (copy: Record<string, unknown>) => void): unknown => {
    const copy = structuredClone(json) as Record<string, unknown>;
    change(copy);
    return copy;
  };

  it('names the first field that is wrong', () => {
    expect(() => parseSampleTruth([])).toThrow(/the file should be an object/);
    expect(() => parseSampleTruth(broken((copy) => (copy['format'] = 2)))).toThrow(
      /format should be 1/,
    );
    expect(() => parseSampleTruth(broken((copy) => (copy['seed'] = -1)))).toThrow(/seed/);
    expect(() => parseSampleTruth(broken((copy) => (copy['images'] = {})))).toThrow(
      /images should be a list/,
    );
    const unknownKind = broken((copy) => {
      const [first] = copy['images'] as [Record<string, unknown>];
      first['outlier'] = 'melted';
    });
    expect(() => parseSampleTruth(unknownKind)).toThrow(/images\[0\]\.outlier.*melted/);
    const shortHash = broken((copy) => {
      const [first] = copy['images'] as [Record<string, unknown>];
      first['sha256'] = 'abc';
    });
    expect(() => parseSampleTruth(shortHash)).toThrow(/images\[0\]\.sha256/);
  });
});
