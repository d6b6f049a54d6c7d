import { describe, expect, it } from 'vitest';
import { merged } from '../../../src/studio/commands/run/covering';
import { runRecord } from './run-record';

const folders = ['fox', 'owl'];
const handles = (records: readonly { readonly handle: string }[]) =>
  records.map(({ handle }) => handle);

describe('records of one and the same run', () => {
  it('become one: the new record takes the place of what it has gone on from', () => {
    const stopped = runRecord({ handle: 'old', folders, hashes: ['f', null] });
    const now = runRecord({ handle: 'new', folders, hashes: ['f', 'o'], state: 'done' });
    const { kept, spare } = merged(now, [stopped]);
    expect([kept.handle, handles(spare)]).toEqual(['new', ['old']]);
  });

  it('keep the whole one where the new one was stopped before it had read as much', () => {
    const whole = runRecord({ handle: 'old', folders, hashes: ['f', 'o'], state: 'done' });
    const stopped = runRecord({ handle: 'new', folders, hashes: ['f', null] });
    const { kept, spare } = merged(stopped, [whole]);
    expect([kept.handle, handles(spare)]).toEqual(['old', ['new']]);
  });

  it('keep a done one rather than one of the same classes that was stopped', () => {
    const done = runRecord({ handle: 'old', folders, state: 'done' });
    const stopped = runRecord({ handle: 'new', folders });
    expect(merged(stopped, [done]).kept.handle).toBe('old');
    const again = runRecord({ handle: 'new', folders, state: 'done' });
    expect(merged(again, [done]).kept.handle).toBe('new');
  });

  it('stay apart where a class is another one, whatever its folder is called', () => {
    const one = runRecord({ handle: 'one', folders, hashes: ['f', 'o'], state: 'done' });
    const other = runRecord({ handle: 'other', folders, hashes: ['f', 'x'], state: 'done' });
    expect(merged(other, [one])).toEqual({ kept: other, spare: [] });
  });

  it('stay apart on another backend, with other classes, and while nothing is known of them', () => {
    const now = runRecord({ handle: 'now', folders, state: 'done' });
    const elsewhere = runRecord({ handle: 'gpu', folders, provider: 'webgpu' });
    const smaller = runRecord({ handle: 'fewer', folders: ['fox'] });
    const unread = runRecord({ handle: 'unread', folders, hashes: [null, null] });
    expect(merged(now, [elsewhere, smaller, unread])).toEqual({ kept: now, spare: [] });
  });
});
