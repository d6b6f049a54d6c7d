/** The ingest threads: image files into pixels, pixels into PNG files. */
import { transfer } from 'comlink';
import { encodePng } from '../src/data/export/png';
import { readImage } from '../src/data/ingest/read-image';
import { readRegions } from '../src/data/ingest/read-regions';
import type { IngestFunctions } from '../src/data/ingest/functions';
import { exposeFunctions } from './expose';

const functions = {
  ready: () => Promise.resolve(true),
  readImage: async (file, options) => {
    const image = await readImage(file, options);
    return transfer(image, [image.pixels.buffer]);
  },
  readRegions: async (file, requests) => {
    const regions = await readRegions(file, requests);
    return transfer(
      regions,
      regions.map(({ buffer }) => buffer),
    );
  },
  encodePng: (picture, texts) => {
    const png = encodePng(picture, texts);
    return Promise.resolve(transfer(png, [png.buffer]));
  },
} satisfies IngestFunctions;

exposeFunctions(functions);
