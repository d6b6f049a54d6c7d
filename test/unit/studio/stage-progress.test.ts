import { beforeEach, describe, expect, it } from 'vitest';
import { stageOver, stageUnderWay } from '../../../src/studio/adapters/stage-under-way';
import { otherWork } from '../../../src/studio/job-bar/otherWork';
import {
  emptyCollection,
  patchClass,
  useCollection,
  type ClassRow,
} from '../../../src/studio/state/collection';
import { useStageProgress } from '../../../src/studio/state/stage-progress';

const row = (folder: string): ClassRow => ({
  folder,
  name: folder,
  prompt: folder,
  usualPrompt: folder,
  imageCount: 40,
  heldOut: null,
  included: true,
  read: { state: 'waiting' },
  explored: { state: 'waiting' },
  notice: null,
  problem: null,
});

beforeEach(() => {
  useCollection.setState({ ...emptyCollection, classes: [row('owl'), row('fox')] });
});

describe('how far a class is', () => {
  it('changes its row when it begins, and no more', () => {
    stageUnderWay('owl', 'read', { done: 1, total: 40 });
    const { classes } = useCollection.getState();
    expect(classes.map(({ read }) => read.state)).toEqual(['running', 'waiting']);
    stageUnderWay('owl', 'read', { done: 20, total: 40 });
    expect(useCollection.getState().classes).toBe(classes);
    expect(useStageProgress.getState().classes.get('owl')).toEqual({ done: 20, total: 40 });
  });

  it('is kept of classes in which something is under way, and of no class that is gone', () => {
    stageUnderWay('owl', 'read', { done: 1, total: 40 });
    patchClass('owl', { read: { state: 'done' } });
    stageUnderWay('fox', 'explored', { done: 3, total: 100 });
    stageUnderWay('gone', 'read', { done: 1, total: 2 });
    expect([...useStageProgress.getState().classes.keys()]).toEqual(['fox']);
  });

  it('is not that of its reading once a map that waited for it goes on', () => {
    stageUnderWay('owl', 'explored', { done: 0, total: 100 });
    stageUnderWay('owl', 'read', { done: 39, total: 40 });
    stageOver('owl', 'read');
    const { classes } = useCollection.getState();
    expect(otherWork(classes, useStageProgress.getState().classes, null)).toMatchObject({
      kind: 'mapping',
      done: 0,
    });
  });
});
