import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ObjectUrls } from '../../../src/studio/adapters/object-urls';

const blob = () => new Blob(['x']);
/** URLs that are open, in the order in which they were made. */
let open: string[] = [];

beforeEach(() => {
  let made = 0;
  open = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    open.push(`blob:${++made}`);
    return `blob:${made}`;
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => {
    open = open.filter((one) => one !== url);
  });
});
afterEach(() => vi.restoreAllMocks());

describe('object URLs', () => {
  it('are made when they are asked for, and once', async () => {
    const urls = new ObjectUrls(10);
    const first = urls.keep('a', blob());
    urls.keep('b', blob());
    expect(open).toEqual([]);
    expect([first(), first(), await urls.get('a', unasked)]).toEqual([
      'blob:1',
      'blob:1',
      'blob:1',
    ]);
    expect(open).toEqual(['blob:1']);
  });

  it('are given back with the pictures used longest ago, and all at the end', async () => {
    const urls = new ObjectUrls(2);
    const [a, b] = [urls.keep('a', blob()), urls.keep('b', blob())];
    expect([a(), b()]).toEqual(['blob:1', 'blob:2']);
    expect(await urls.get('a', unasked)).toBe('blob:1');
    const c = urls.keep('c', blob());
    expect([a(), b(), c()]).toEqual(['blob:1', null, 'blob:3']);
    expect(open).toEqual(['blob:1', 'blob:3']);
    urls.clear();
    expect(open).toEqual([]);
    expect(a()).toBeNull();
  });

  it('are of one picture, however often it is asked for while it is made', async () => {
    const urls = new ObjectUrls(2);
    const make = vi.fn(() => Promise.resolve(blob()));
    expect(await Promise.all([urls.get('a', make), urls.get('a', make)])).toEqual([
      'blob:1',
      'blob:1',
    ]);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('are not of a picture that was in the making when all were given back', async () => {
    const urls = new ObjectUrls(2);
    let finish: (picture: Blob) => void = () => undefined;
    const before = urls.get('cat/1.png', () => new Promise((resolve) => (finish = resolve)));
    const refused = expect(before).rejects.toMatchObject({ code: 'Aborted' });
    urls.clear();
    // The next collection has a file of this name too.
    const after = urls.get('cat/1.png', () => Promise.resolve(blob()));
    finish(blob());
    await refused;
    expect(await after).toBe('blob:1');
    expect(open).toEqual(['blob:1']);
  });
});

function unasked(): Promise<Blob> {
  throw new Error('it is kept');
}
