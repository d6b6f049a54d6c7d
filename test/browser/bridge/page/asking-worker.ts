import { Service } from '../../../../src/bridge/service';
import { serveThread } from '../../../../src/bridge/serve-thread';
import type { Sums } from './functions';

const service = new Service<Sums>('sums');

const functions = {
  ask: (a: number, b: number) => service.call('add', [a, b]),
  askForever: () => service.call('never', []),
};

export type AskingFunctions = typeof functions;

serveThread(functions, { uses: [service] });
