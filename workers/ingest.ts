/** The ingest threads: image files into pixels, pixels into PNG files. */
import { serveThread } from '../src/bridge/serve-thread';
import { ingestFunctions } from '../src/data/ingest/functions';

serveThread(ingestFunctions, {
  transfers: {
    readImage: ({ pixels }) => [pixels.buffer],
    readRegions: (regions) => regions.map(({ buffer }) => buffer),
    encodePng: ({ buffer }) => [buffer],
  },
});
