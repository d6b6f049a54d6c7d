import { describe, expect, it } from 'vitest';
import { restoredClasses } from '../../../src/studio/commands/collection/restored-classes';
import type { ClassRow } from '../../../src/studio/state/collection';

const waiting = { state: 'waiting' } as const;
function row(folder: string, included = true): ClassRow {
  const stages = { read: waiting, explored: waiting, notice: null, problem: null };
  const words = { name: folder, prompt: folder, usualPrompt: folder };
  return { folder, ...words, imageCount: 9, heldOut: 0, included, ...stages };
}

describe('the classes of a dropped export', () => {
  const fox = { folder: 'fox', name: 'red fox', prompt: 'a fox in the snow' };

  it('get back the names and prompts that made its images', () => {
    expect(restoredClasses([row('fox')], [fox])).toEqual([
      ['fox', { name: 'red fox', prompt: 'a fox in the snow', included: true }],
    ]);
  });

  it('take part as they did, and others do not', () => {
    const plain = { folder: 'fox', name: 'fox', prompt: 'fox' };
    const edits = restoredClasses([row('fox', false), row('owl')], [plain]);
    expect(edits.map(([folder, { included }]) => [folder, included])).toEqual([
      ['fox', true],
      ['owl', false],
    ]);
  });

  it('leave the ticks of a collection alone that has not all of them', () => {
    const both = [fox, { folder: 'lynx', name: 'lynx', prompt: 'lynx' }];
    const edits = restoredClasses([row('fox', false), row('owl')], both);
    expect(edits).toEqual([
      ['fox', { name: 'red fox', prompt: 'a fox in the snow', included: false }],
    ]);
  });

  it('change nothing that is as it was', () => {
    expect(restoredClasses([row('fox')], [{ folder: 'fox', name: 'fox', prompt: 'fox' }])).toEqual(
      [],
    );
  });
});
