import { describe, expect, it } from 'vitest';
import { alone, keptStage } from '../../../src/run/stages/kept-stage';
import { stageName, Stages, type StageKind } from '../../../src/run/stages/stages';
import { MemoryStorage } from '../../support/run/memory-storage';

const KIND: StageKind<Float32Array> = {
  name: 'squares',
  version: 1,
  accepts: (value) => value instanceof Float32Array,
};
const { signal } = new AbortController();
const squares = (count: number) =>
  Promise.resolve(Float32Array.from({ length: count }, (_, i) => i * i));

describe('a stage', () => {
  it('is made once, and is what is stored', async () => {
    const stages = new Stages(new MemoryStorage());
    let made = 0;
    const find = () =>
      keptStage(stages, KIND, 'class', { count: 3 }, signal, () => {
        made += 1;
        return squares(3);
      });
    expect(await find()).toEqual(Float32Array.of(0, 1, 4));
    expect(await find()).toEqual(Float32Array.of(0, 1, 4));
    expect(made).toBe(1);
    expect(await stages.get(KIND, 'class', { count: 3 })).toEqual(Float32Array.of(0, 1, 4));
  });

  it('of another shape, version, owner or other inputs counts as missing', async () => {
    const storage = new MemoryStorage();
    const stages = new Stages(storage);
    await stages.put(KIND, 'class', { count: 3 }, await squares(3));
    expect(await stages.get({ ...KIND, version: 2 }, 'class', { count: 3 })).toBeUndefined();
    expect(await stages.get(KIND, 'other', { count: 3 })).toBeUndefined();
    expect(await stages.get(KIND, 'class', { count: 4 })).toBeUndefined();
    const key = `class/${stageName(KIND, { count: 3 })}`;
    await storage.put([{ table: 'stages', key, value: [0, 1, 4] }]);
    expect(await stages.get(KIND, 'class', { count: 3 })).toBeUndefined();
  });

  it('goes with its owner', async () => {
    const stages = new Stages(new MemoryStorage());
    await stages.put(KIND, 'kept', { count: 2 }, await squares(2));
    await stages.put(KIND, 'gone', { count: 2 }, await squares(2));
    await stages.sweep(new Set(['kept']));
    expect(await stages.get(KIND, 'kept', { count: 2 })).toBeDefined();
    expect(await stages.get(KIND, 'gone', { count: 2 })).toBeUndefined();
  });
});

describe('work under a name', () => {
  it('waits for its like, also where that fails, and for nothing else', async () => {
    const stages = new Stages(new MemoryStorage());
    const log: string[] = [];
    const work =
      (name: string, fails = false) =>
      async () => {
        log.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 3));
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
      };
    const outcomes = await Promise.allSettled([
      alone(stages, 'a', signal, work('first', true)),
      alone(stages, 'a', signal, work('second')),
      alone(stages, 'a', signal, work('third')),
      alone(stages, 'b', signal, work('other')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(log.slice(0, 2)).toEqual(['first begins', 'other begins']);
    expect(log.indexOf('second begins')).toBeGreaterThan(log.indexOf('first ends'));
    expect(log.indexOf('third begins')).toBeGreaterThan(log.indexOf('second ends'));
  });

  it('is not waited for any longer than a stop', async () => {
    const stages = new Stages(new MemoryStorage());
    let end: () => void = () => undefined;
    const going = alone(
      stages,
      'a',
      signal,
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    const stop = new AbortController();
    const waiting = alone(stages, 'a', stop.signal, () => Promise.resolve());
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'Aborted' });
    end();
    await going;
  });
});
