/**
 * Packs of every family in a real Chromium, held to what diffusers' own pipelines computed with the same
 * weights: the cases that `npm run conformance` holds Node to.
 */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackendRequest } from '../../../src/runtime/backend';
import { findCases, type FixtureCase } from '../../../tools/conformance/case';
import { packChecks } from '../../../tools/conformance/kinds/packs';
import { CaseReport } from '../../../tools/conformance/report';
import { collectErrors, launchChromium } from '../../support/chromium';
import { halfPrecisionBound } from '../../support/half-precision';
import { relativeDifference } from '../../support/runtime-bounds';
import { buildAndServe, type Served } from '../../support/serve';
import { pageDiffuser } from './page-diffuser';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const cases = findCases([path('../../reference')]).filter(({ kind }) => kind in packChecks);
const packs = [...new Set(cases.map((fixture) => fixture.text('pack')))];

/** A busy machine answers late: the test's own limit is the one that counts. */
const PATIENCE_MS = 120_000;

let served: Served;
let browser: Browser;
let page: Page;
let errors: string[];
beforeAll(async () => {
  const mounts = [...packs, 'narrow-sd15-half', 'narrow-dit-half'].map(
    (name) => [`/packs/${name}/`, path(`../../assets/${name}`)] as const,
  );
  served = await buildAndServe(path('page'), {
    '/kernels/': path('../../../public/kernels'),
    ...Object.fromEntries(mounts),
  });
  browser = await launchChromium({ webgpu: false });
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  errors = collectErrors(page);
  await page.goto(served.url);
  await page.waitForFunction(() => 'startThread' in window);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** In a thread of its own. The one before ends later: as long as it lives, what is compiled is kept. */
function load(pack: string, backend: BackendRequest) {
  return page.evaluate(
    async ([name, kind, siteUrl]) => {
      const before = 'checks' in window ? window.checks : null;
      window.checks = window.startThread();
      const report = await window.checks.call('open', [kind, siteUrl, name]);
      before?.terminate();
      return report;
    },
    [pack, backend, served.url] as const,
  );
}

async function held(fixture: FixtureCase): Promise<CaseReport> {
  const report = new CaseReport(fixture);
  await packChecks[fixture.kind]?.(fixture, report, await pageDiffuser(page));
  return report;
}

/** Whole trajectories, call by call through the page, on a machine that may be busy. */
const SLOW = 300_000;

describe.each(packs)('%s', (pack) => {
  it(
    'answers in Chromium as diffusers does',
    async () => {
      expect(await load(pack, 'wasm')).toMatchObject({ backend: { kind: 'wasm' }, warnings: [] });
      const own = cases.filter((fixture) => fixture.text('pack') === pack);
      expect(own.length).toBeGreaterThan(2);
      for (const fixture of own) {
        const { findings } = await held(fixture);
        expect(findings.length, fixture.name).toBeGreaterThan(0);
        expect(
          findings.filter(({ ok }) => !ok),
          `${fixture.kind}/${fixture.name}`,
        ).toEqual([]);
      }
      expect(errors).toEqual([]);
    },
    SLOW,
  );
});

describe.each(['narrow-sd15', 'narrow-dit'])('%s in half precision', (name) => {
  it(
    'answers in Chromium as far from float32 as its roundings make it, and no farther',
    async () => {
      expect(await load(`${name}-half`, 'wasm')).toMatchObject({ backend: { kind: 'wasm' } });
      const fixture = cases.find(
        ({ kind, params }) => kind === 'pack-denoise' && params['pack'] === name,
      );
      if (fixture === undefined) throw new Error(`no call of ${name} is kept`);
      const answers: Float32Array[] = [];
      const diffuser = await pageDiffuser(page);
      const report = new CaseReport(fixture);
      await packChecks['pack-denoise']?.(fixture, report, {
        ...diffuser,
        predictNoise: async (call) => {
          const answer = await diffuser.predictNoise(call);
          answers.push(answer);
          return answer;
        },
      });
      const [answer = new Float32Array()] = answers;
      const difference = relativeDifference(answer, fixture.expected('prediction'));
      const denoiser = path(`../../assets/${name}-half/denoiser.onnx`);
      expect(difference).toBeLessThan(await halfPrecisionBound(denoiser));
      expect(difference).toBeGreaterThan(0);
    },
    SLOW,
  );
});
