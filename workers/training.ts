/**
 * The training thread: its own ONNX Runtime session, so that a training neither waits for a model nor
 * holds one up. Between two steps it gives way, which is when a stop or a pause gets through.
 */
import { serveThread } from '../src/bridge/serve-thread';
import { movedOf, trainFunctions } from '../src/run/training/functions';
import type { BackendRequest } from '../src/runtime/backend';
import { TrainHost } from '../src/runtime/training/train-host';

const host = new TrainHost();

const functions = {
  open: (request: BackendRequest, siteUrl: string) => host.open(request, siteUrl),
  ...trainFunctions(() => host.newStep),
};

serveThread(functions, { eventTransfers: { train: movedOf } });

export type TrainingThreadFunctions = typeof functions;
