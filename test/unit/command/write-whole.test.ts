/** A file that `stillroom merge` writes. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { writeWhole } from '../../../src/command/write-whole';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'stillroom-whole-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

const content = () => new Blob(['whole']).stream();

it('is on the disk before it has its name', async () => {
  const path = join(folder, 'set.zip');
  const named: boolean[] = [];
  const { fsync } = fs;
  vi.spyOn(fs, 'fsync').mockImplementation((file, done) => {
    named.push(fs.existsSync(path));
    fsync(file, done);
  });
  await writeWhole(path, content());
  expect(named).toEqual([false]);
  expect(fs.readFileSync(path, 'utf8')).toBe('whole');
});

it('leaves nothing where it cannot be made, and says why', async () => {
  const broken = new ReadableStream<Uint8Array>({
    start: (controller) => controller.error(new Error('the content broke')),
  });
  await expect(writeWhole(join(folder, 'set.zip'), broken)).rejects.toThrow('the content broke');
  await expect(writeWhole(join(folder, 'none', 'set.zip'), content())).rejects.toMatchObject({
    code: 'StorageFailed',
  });
  expect(fs.readdirSync(folder)).toEqual([]);
});

// As two containers do, whose processes have one number.
it('is whole where two write it at once', async () => {
  const path = join(folder, 'set.zip');
  const texts = ['one'.repeat(1000), 'another'.repeat(2000)];
  await Promise.all(texts.map((text) => writeWhole(path, new Blob([text]).stream())));
  expect(texts).toContain(fs.readFileSync(path, 'utf8'));
  expect(fs.readdirSync(folder)).toEqual(['set.zip']);
});
