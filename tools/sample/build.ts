/**
 * Makes the sample collection again: public/samples/stillroom-samples.zip and truth.json.
 *
 *   npx tsx tools/sample/build.ts [--quality 86] [--python /usr/bin/python3] [--out public]
 *
 * Renders every image (two minutes on one free core), has Pillow encode them as JPEG, packs them without
 * further compression and with one fixed date, and writes what is true of each. The pixels, and so the
 * hashes of every image in truth.json, are the same on every machine; the archive's own bytes also
 * depend on the libjpeg that Pillow brings.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Zippable } from 'fflate';
import { zipSync } from 'fflate';
import {
  OUTLIER_KINDS,
  SAMPLE_ARCHIVE_URL,
  SAMPLE_FOLDER,
  SAMPLE_TRUTH_URL,
  parseSampleTruth,
  type SampleTruth,
  type SampleTruthImage,
} from '../../src/data/sample';
import {
  COLLECTION_SEED,
  COLLECTION_SIZE,
  IMAGES_PER_CLASS,
  OUTLIERS_PER_KIND,
  RENDERER_VERSION,
  SAMPLE_CLASSES,
  modeCounts,
  renderSample,
  sceneTruth,
} from './render';

const LARGEST_ARCHIVE = 8_000_000;
/** Zip dates are local times; noon of a fixed day keeps the archive's bytes equal from run to run. */
const PACKED_ON = new Date(2026, 10, 21, 12, 0, 0);

const { values } = parseArgs({
  options: {
    quality: { type: 'string', default: '86' },
    python: { type: 'string', default: '/usr/bin/python3' },
    out: { type: 'string', default: 'public' },
  },
});
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const work = mkdtempSync(join(tmpdir(), 'stillroom-samples-'));

const images: SampleTruthImage[] = [];
const raw: Uint8Array[] = [];
for (const { slug } of SAMPLE_CLASSES) {
  const started = performance.now();
  mkdirSync(join(work, slug));
  for (let index = 0; index < IMAGES_PER_CLASS; index++) {
    const pixels = renderSample(slug, index);
    const { mode, outlier, shows } = sceneTruth(slug, index);
    raw.push(pixels);
    images.push({
      file: `${slug}/${slug}-${String(index).padStart(3, '0')}.jpg`,
      class: slug,
      mode,
      outlier,
      shows: outlier === 'stranger' ? `${shows.class}/${shows.mode}` : null,
      sha256: sha256(pixels),
    });
  }
  console.log(
    `${slug}: ${((performance.now() - started) / IMAGES_PER_CLASS).toFixed(0)} ms an image`,
  );
}

writeFileSync(join(work, 'raw'), Buffer.concat(raw));
writeFileSync(join(work, 'names'), images.map((one) => join(work, one.file)).join('\n'));
const encoder = join(dirname(fileURLToPath(import.meta.url)), 'encode.py');
execFileSync(
  values.python,
  [encoder, join(work, 'raw'), String(COLLECTION_SIZE), values.quality, join(work, 'names')],
  { stdio: 'inherit' },
);
const entries: Zippable = {};
for (const { file } of images) {
  entries[`${SAMPLE_FOLDER}/${file}`] = [
    readFileSync(join(work, file)),
    { level: 0, mtime: PACKED_ON },
  ];
}
const archive = zipSync(entries);
rmSync(work, { recursive: true });
if (archive.length > LARGEST_ARCHIVE) {
  throw new Error(`The archive has ${archive.length} bytes, over 8 MB: lower --quality.`);
}

const ordinary = IMAGES_PER_CLASS - OUTLIERS_PER_KIND * OUTLIER_KINDS.length;
const truth: SampleTruth = {
  format: 1,
  renderer: RENDERER_VERSION,
  seed: COLLECTION_SEED,
  size: COLLECTION_SIZE,
  archive: {
    file: SAMPLE_ARCHIVE_URL.slice(SAMPLE_ARCHIVE_URL.lastIndexOf('/') + 1),
    folder: SAMPLE_FOLDER,
    encoding: `JPEG 4:4:4, quality ${values.quality}`,
    bytes: archive.length,
    sha256: sha256(archive),
  },
  classes: SAMPLE_CLASSES.map((one) => {
    const counts = modeCounts(one.modes, ordinary);
    return {
      slug: one.slug,
      name: one.name,
      images: IMAGES_PER_CLASS,
      outliers: IMAGES_PER_CLASS - ordinary,
      modes: one.modes.map(({ slug, name, share }, i) => ({
        slug,
        name,
        share,
        images: counts[i] ?? 0,
      })),
    };
  }),
  images,
};
parseSampleTruth(truth);

/** The head indented, one image a line: a change of one image is a change of one line. */
function written(): string {
  const { images: list, ...head } = truth;
  const lines = list.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "images": [\n${lines}\n  ]\n}\n`;
}

mkdirSync(dirname(join(values.out, SAMPLE_ARCHIVE_URL)), { recursive: true });
writeFileSync(join(values.out, SAMPLE_ARCHIVE_URL), archive);
writeFileSync(join(values.out, SAMPLE_TRUTH_URL), written());
console.log(`${images.length} images, archive ${(archive.length / 1048576).toFixed(2)} MiB`);
