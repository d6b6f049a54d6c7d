/** The download thread: keeps and hashes what the downloader hands on. It can ask no other server itself. */
import { serveThread } from '../src/bridge/serve-thread';
import { downloadFunctions } from '../src/runtime/download/functions';

serveThread(downloadFunctions);

export type DownloadThreadFunctions = typeof downloadFunctions;
