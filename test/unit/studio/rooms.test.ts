import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const STUDIO = 'src/studio';

/** Stores are read outside of React in these rooms alone: components select and draw. */
const READERS = /^(adapters|commands)[\\/]/;

it('reads stores outside of React in adapters and commands alone', () => {
  const files = readdirSync(STUDIO, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => /\.tsx?$/.test(file));
  expect(sources.length).toBeGreaterThan(100);
  const reading = sources.filter((file) =>
    readFileSync(join(STUDIO, file), 'utf8').includes('.getState('),
  );
  expect(reading.length).toBeGreaterThan(5);
  expect(reading.filter((file) => !READERS.test(file))).toEqual([]);
});
