/** Sessions of a large pack take turns: never two turns open at once, and the answers of all open at once. */
import { afterEach, expect, it, vi } from 'vitest';
import { initialNoise } from '../../../src/core/diffusion/noise';
import { Graph } from '../../../src/runtime/graph';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { Session } from '../../../src/runtime/session';
import { nodeKernels, tinySource } from '../../support/tiny-pack';

const SAMPLING = ['denoiser', 'vae_decoder'];
const PREPARING = ['text_encoder', 'vae_encoder'];
const ROLES = [...SAMPLING, ...PREPARING];

/** Writes down what is open beside what, and how often each was opened. */
function watch() {
  const open = new Set<string>();
  const together = new Set<string>();
  const times = new Map<string, number>();
  const create = Reflect.get(Session.prototype, 'createGraph');
  const release = Reflect.get(Graph.prototype, 'release');
  vi.spyOn(Session.prototype, 'createGraph').mockImplementation(async function (
    this: Session,
    stage,
    files,
  ) {
    const graph = await create.call(this, stage, files);
    if (!ROLES.includes(stage)) return graph;
    open.add(stage);
    times.set(stage, (times.get(stage) ?? 0) + 1);
    for (const one of open) for (const other of open) together.add(`${one} beside ${other}`);
    return graph;
  });
  vi.spyOn(Graph.prototype, 'release').mockImplementation(async function (this: Graph) {
    open.delete(this.stage);
    await release.call(this);
  });
  return { open, together, times };
}
afterEach(() => {
  vi.restoreAllMocks();
});

const load = (turnsFrom?: number) =>
  ModelRuntime.load(tinySource(), {
    loader: nodeOrt(),
    kernels: nodeKernels,
    ...(turnsFrom !== undefined && { turnsFrom }),
  });

/** A prompt, a picture, a call and a decoded picture, asked for at once as a page may. */
async function answers({ diffuser }: ModelRuntime) {
  const { pack } = diffuser;
  const pixels = new Uint8Array(pack.resolution ** 2 * 3).map((_, i) => (i * 7) % 251);
  const sample = Float32Array.from(initialNoise(3, 'turns', 0, pack.latent));
  const [condition] = await diffuser.makeConditions(['a beagle']);
  if (condition === undefined) throw new Error('no condition was made');
  const call = { sample, timesteps: Float32Array.of(500), condition, rows: 1 };
  return Promise.all([
    diffuser.predictNoise(call),
    diffuser.encode(pixels, 1),
    diffuser.decode(sample, 1),
    diffuser.makeConditions(['a fox']),
    diffuser.predictNoise(call),
  ]);
}

it('are released before those of the other turn are opened, and answer as those of a small pack do', async () => {
  const small = watch();
  const whole = await load();
  expect([...small.open].sort()).toEqual(ROLES.toSorted());
  expect([...small.times.values()]).toEqual([1, 1, 1, 1]);
  const expected = await answers(whole);
  await whole.dispose();
  vi.restoreAllMocks();

  const { open, together, times } = watch();
  const large = await load(1);
  // Each was opened for what it takes; what samples once more, for the first run.
  expect(Object.fromEntries(times)).toEqual({
    denoiser: 2,
    vae_decoder: 2,
    text_encoder: 1,
    vae_encoder: 1,
  });
  expect(await answers(large)).toEqual(expected);
  for (const one of SAMPLING) {
    for (const other of PREPARING) expect(together).not.toContain(`${one} beside ${other}`);
  }
  expect(together).toContain('denoiser beside vae_decoder');
  expect(together).toContain('text_encoder beside vae_encoder');
  await large.dispose();
  expect(open.size).toBe(0);
});
