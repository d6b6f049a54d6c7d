/**
 * The windows thread: from losses to windows, from descriptors to ranked lists. It asks no model, so a
 * slider answers while the model thread scores.
 */
import { serveThread } from '../src/bridge/serve-thread';
import { windowFunctions } from '../src/run/analysis/window-functions';

serveThread(windowFunctions(), {
  transfers: {
    scoreMaps: (maps) => [
      maps.typicality.buffer,
      maps.standardError.buffer,
      maps.nullLoss.buffer,
      maps.labelLoss.buffer,
    ],
  },
});
