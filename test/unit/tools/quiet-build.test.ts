/** What `npm start` and `npm test` say while they build: no warning that leaves a reader nothing to do. */
import { resolveConfig } from 'vite';
import { expect, it } from 'vitest';

it('says nothing of how long the bundler took, for the page and for its workers', async () => {
  const { build, worker } = await resolveConfig({}, 'build');
  for (const { rolldownOptions } of [build, worker]) {
    expect(rolldownOptions.checks).toMatchObject({ pluginTimings: false });
  }
});
