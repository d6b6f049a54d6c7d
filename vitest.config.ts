import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of many seconds each: pages, processes, trainings. */
const SLOW = /[\\/]test[\\/](e2e|browser|unit[\\/](command|evaluator|training))[\\/]/;

/** Slow files begin first, so that at the end no worker is left alone with one. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const slow = sorted.filter(({ moduleId }) => SLOW.test(moduleId));
    return [...slow, ...sorted.filter(({ moduleId }) => !SLOW.test(moduleId))];
  }
}

export default defineConfig({
  test: {
    // Browsers and processes wait for each other much of the time: three at once keep two cores busy.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    // What is waited for comes on a busy machine as well, later.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          // Files share what they import: no test changes a module for another.
          isolate: false,
          // A limit against tests that hang, not a bar: speed lives in the bench.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          isolate: false,
          // Ten times what the longest takes where nothing else runs.
          testTimeout: 1_800_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 1_800_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
