/** What a device's numbers may differ by from the processor's before its backend is refused. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packGraphs, type GraphRole } from '../../../src/core/formats/pack';
import { openConditions } from '../../../src/runtime/conditions/open-conditions';
import type { Graph } from '../../../src/runtime/graph';
import { OrtDiffuser, type DiffuserGraphs } from '../../../src/runtime/ort-diffuser';
import { loadPack } from '../../../src/runtime/pack-loader';
import { Miscomputed, requireAlike, selfTest } from '../../../src/runtime/self-test';
import type { Session } from '../../../src/runtime/session';
import { nodeSession, tinySource } from '../../support/tiny-pack';

let session: Session;
beforeAll(async () => {
  session = await nodeSession();
});
afterAll(() => session.dispose());

/** Numbers of which the largest is 2, off by a share of it. */
const there = Float32Array.of(2, -1, 0.5);
const off = (share: number) => Float32Array.of(2, -1, 0.5 + 2 * share);

it('is rounding, and no more', () => {
  const pack = { name: 'Some model' };
  expect(requireAlike(pack, 'acme', off(0), there)).toBe(0);
  expect(requireAlike(pack, 'acme', off(0.04), there)).toBeCloseTo(0.04, 6);
  expect(() => requireAlike(pack, 'acme', off(0.06), there)).toThrow(Miscomputed);
  expect(() => requireAlike(pack, 'acme', off(0.06), there)).toThrow(
    /acme computes the network of Some model wrongly: .* off by 6\.0 % .* 5 % at most/,
  );
  expect(() => requireAlike(pack, 'acme', Float32Array.of(2, -1), there)).toThrow(Miscomputed);
  const zeros = new Float32Array(3);
  // A device that gives nothing but zeros is off by all of the largest.
  expect(() => requireAlike(pack, 'acme', zeros, there)).toThrow(/are off by 100 % of the largest/);
  expect(requireAlike(pack, 'acme', zeros, zeros)).toBe(0);
  expect(() => requireAlike(pack, 'acme', there, zeros)).toThrow(Miscomputed);
});

it('is asked of the pack’s own network, and left out where that is too large for the processor', async () => {
  const loaded = await loadPack(tinySource());
  const { pack } = loaded;
  const opened = new Map<GraphRole, Graph>();
  for (const [role] of packGraphs(pack)) {
    const files = loaded.graphs.get(role);
    if (files) opened.set(role, await session.createGraph(role, files));
  }
  const [denoiser, decoder] = [opened.get('denoiser'), opened.get('vae_decoder')];
  const files = loaded.graphs.get('denoiser');
  if (!denoiser || !decoder || !files) throw new Error('the pack lacks a graph');
  const graphs: DiffuserGraphs = { denoiser, vae_decoder: decoder };
  const conditions = await openConditions(loaded, opened, 8);
  const [condition = {}] = await conditions.make(['']);
  const { channels, height, width } = pack.latent;
  const row = {
    sample: Float32Array.from({ length: channels * height * width }, (_, i) => Math.sin(i)),
    timesteps: Float32Array.of(500),
    condition,
  };
  const noise = await new OrtDiffuser(pack, graphs, conditions).predictNoise({ ...row, rows: 1 });
  const ask = (answer: Float32Array, described = pack) =>
    selfTest(session, described, files, { graphs, conditions }, 'acme', { ...row, noise: answer });
  expect(await ask(noise)).toEqual({ difference: 0, warning: null });
  await expect(ask(noise.map((value) => 1.2 * value))).rejects.toThrow('acme computes');
  const { graphs: described } = pack;
  const large = {
    ...pack,
    graphs: { ...described, denoiser: { ...described.denoiser, bytes: 2e9 } },
  };
  const { difference, warning } = await ask(
    noise.map((value) => 1.2 * value),
    large,
  );
  expect([difference, warning]).toEqual([null, expect.stringContaining('too large')]);
});
