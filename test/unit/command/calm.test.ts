import { describe, expect, it } from 'vitest';
import { calm } from '../../../src/command/reports/calm';
import type { WorkEvent } from '../../../src/command/work-order';

const activity = (text: string): WorkEvent => ({ event: 'activity', text });
const image: WorkEvent = { event: 'image', class: 'owl', index: 0, found: false, seconds: 1 };

describe('events at a calm pace', () => {
  it('tell a number that counts ten times a second, and never twice the same', () => {
    let now = 0;
    const told: WorkEvent[] = [];
    const tell = calm(
      (event) => told.push(event),
      () => now,
    );
    for (; now < 1000; now += 2) tell(activity(`owl: UMAP ${Math.floor(now / 10)} %`));
    expect(told).toEqual(Array.from({ length: 10 }, (_, i) => activity(`owl: UMAP ${i * 10} %`)));
    for (; now < 2000; now += 2) tell(activity('owl: UMAP 90 %'));
    expect(told).toHaveLength(10);
  });

  it('tell other words, and everything that is no activity, at once', () => {
    const told: WorkEvent[] = [];
    const tell = calm(
      (event) => told.push(event),
      () => 0,
    );
    const all = [activity('Reading owl'), image, image, activity('owl: UMAP 1 %'), activity('fox')];
    for (const event of all) tell(event);
    expect(told).toEqual(all);
  });
});
