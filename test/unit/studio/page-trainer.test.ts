/** The page's end of a training thread. */
import { expect, it } from 'vitest';
import type { WorkerLike } from '../../../src/bridge/thread';
import { PageTrainer } from '../../../src/studio/adapters/page-trainer';

it('leaves no thread behind where training cannot open', async () => {
  let ended = 0;
  const open = (): WorkerLike => {
    const listeners: ((event: MessageEvent<unknown>) => void)[] = [];
    const refuse = (message: unknown) => {
      const { kind, id } = message as { readonly kind: string; readonly id: number };
      if (kind !== 'call') return;
      const error = { name: 'StillroomError', code: 'Unsupported', message: 'no WebGPU', data: {} };
      queueMicrotask(() => {
        for (const hear of listeners) {
          hear({ data: { kind: 'error', id, error } } as MessageEvent<unknown>);
        }
      });
    };
    return {
      addEventListener: (type: string, hear: (event: MessageEvent<unknown>) => void) => {
        if (type === 'message') listeners.push(hear);
      },
      postMessage: refuse,
      terminate: () => {
        ended += 1;
      },
    } as unknown as WorkerLike;
  };
  await expect(PageTrainer.open({ request: 'webgpu', siteUrl: '/', open })).rejects.toThrow(
    'no WebGPU',
  );
  expect(ended).toBe(1);
});
