import { serveThread } from '../../../../src/bridge/serve-thread';
import { functions, sums } from './functions';

serveThread(functions, {
  transfers: { bytes: ({ buffer }) => [buffer] },
  services: { sums },
});
