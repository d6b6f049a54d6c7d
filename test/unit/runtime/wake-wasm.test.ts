import { expect, it, vi, type Mock } from 'vitest';
import { wakeWasm } from '../../../src/runtime/backend';
import type { OrtLoader, OrtSession } from '../../../src/runtime/ort';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { nodeKernels } from '../../support/tiny-pack';

it('runs a cast, once, and lets its session go', async () => {
  const made: { readonly session: OrtSession; readonly run: Mock; readonly release: Mock }[] = [];
  const loader: OrtLoader = {
    threads: 1,
    async open(backend) {
      const { ort, build } = await nodeOrt().open(backend);
      const { env, Tensor } = ort;
      const create: typeof ort.InferenceSession.create = async (model, options) => {
        const session = await ort.InferenceSession.create(model, options);
        made.push({
          session,
          run: vi.spyOn(session, 'run'),
          release: vi.spyOn(session, 'release'),
        });
        return session;
      };
      return { ort: { env, Tensor, InferenceSession: { create } }, build };
    },
  };
  await wakeWasm('auto', { loader, kernels: nodeKernels });
  const [cast] = made;
  expect(made).toHaveLength(1);
  expect(cast?.session.outputNames).toEqual(['number']);
  expect(cast?.run).toHaveBeenCalledOnce();
  expect(cast?.release).toHaveBeenCalledOnce();
});
