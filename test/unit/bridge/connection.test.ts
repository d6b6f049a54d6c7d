import { afterEach, expect, it } from 'vitest';
import { Connection } from '../../../src/bridge/connection';
import { Service } from '../../../src/bridge/service';
import { Thread } from '../../../src/bridge/thread';
import type { Call } from '../../../src/core/call';
import { startsOf, NodeWorker } from './node-worker';
import { serveThread } from '../../../src/bridge/serve-thread';

/** The asked thread keeps a number, so that its lives can be told apart. */
function keeper() {
  let kept = 0;
  const functions = {
    keep: (value: number) => {
      kept = value;
    },
  };
  const service = {
    kept: () => kept,
    hang: () => new Promise<never>(() => undefined),
  };
  return { functions, service };
}
type Kept = ReturnType<typeof keeper>;

/** The asking thread asks the other one. */
function openAsking(): NodeWorker {
  const service = new Service<Kept['service']>('kept');
  const functions = {
    ask: (name: 'kept' | 'hang', { signal }: Call) => service.call(name, [], { signal }),
  };
  return new NodeWorker((endpoint) => serveThread(functions, { uses: [service], endpoint }));
}
interface Asking {
  readonly ask: (name: 'kept' | 'hang', call: Call) => Promise<number>;
}

function connected() {
  const asked = new Thread<Kept['functions']>({
    name: 'asked',
    open: () => {
      const { functions, service } = keeper();
      return startsOf(functions, { services: { kept: service } }).open();
    },
  });
  const asking = new Thread<Asking>({ name: 'asking', open: openAsking });
  threads.push(asked, asking);
  return { asked, asking, line: new Connection(asking, asked, 'kept') };
}
const threads: { terminate(): void }[] = [];
afterEach(() => {
  for (const thread of threads.splice(0)) thread.terminate();
});

it('lets one thread ask another, once the page has connected them', async () => {
  const { asked, asking, line } = connected();
  await expect(asking.call('ask', ['kept'])).rejects.toMatchObject({ code: 'WorkerLost' });
  line.renew();
  await asked.call('keep', [7]);
  expect(await asking.call('ask', ['kept'])).toBe(7);
});

it('is laid anew where either thread is another one, and only there', async () => {
  const { asked, asking, line } = connected();
  line.renew();
  await asked.call('keep', [7]);
  line.renew();
  expect(await asking.call('ask', ['kept'])).toBe(7);
  asking.terminate();
  line.renew();
  expect(await asking.call('ask', ['kept'])).toBe(7);
  asked.terminate();
  line.renew();
  expect(await asking.call('ask', ['kept'])).toBe(0);
});

it('tells the asking thread when the other one ends', async () => {
  const { asked, asking, line } = connected();
  line.renew();
  const hanging = asking.call('ask', ['hang']);
  // The question is under way between the threads before the answering one ends.
  await asking.call('ask', ['kept']);
  asked.terminate('It ran out of memory.');
  await expect(hanging).rejects.toMatchObject({
    code: 'WorkerLost',
    message: 'It ran out of memory.',
  });
  await expect(asking.call('ask', ['kept'])).rejects.toMatchObject({ code: 'WorkerLost' });
  expect(asking.generation).toBe(1);
});
