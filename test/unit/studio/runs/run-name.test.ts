import { describe, expect, it } from 'vitest';
import { methodById } from '../../../../src/methods';
import { defaultsOf } from '../../../../src/methods/parameters';
import { samplingSchema } from '../../../../src/methods/sampling';
import {
  runName,
  toldApart,
  wholeName,
  type NamedSettings,
} from '../../../../src/studio/runs/runName';

const sampling = defaultsOf(samplingSchema);

function settings(method: string, change: Partial<NamedSettings> = {}): NamedSettings {
  const parameters = defaultsOf(methodById(method).schema);
  return { method, parameters, sampling, packId: 'p', madeAgain: 0, ...change };
}

const preset = (id: string, method = 'coda') =>
  methodById(method).presets.find((one) => one.id === id)?.parameters ?? {};

describe('the name of a run', () => {
  it('is its method, images per class and seed, where nothing else differs', () => {
    const run = settings('coda', { sampling: { ...sampling, imagesPerClass: 3, seed: 7 } });
    expect(runName(run, null)).toEqual({ name: 'CoDA', detail: 'IPC 3 · seed 7' });
    expect(wholeName(runName(run, null))).toBe('CoDA, IPC 3 · seed 7');
  });

  it('names the preset, and what differs from it alone', () => {
    const { parameters } = settings('coda');
    const parser = { ...parameters, ...preset('parser') };
    expect(runName(settings('coda', { parameters: parser }), null).detail).toBe(
      "IPC 10 · seed 0 · CoDA parser's defaults",
    );
    const moved = { ...parser, alignment: 0.2 };
    expect(runName(settings('coda', { parameters: moved }), null).detail).toBe(
      "IPC 10 · seed 0 · CoDA parser's defaults · Alignment 0.2",
    );
    const own = { ...parameters, alignment: 0.2 };
    expect(runName(settings('coda', { parameters: own }), null).detail).toBe(
      'IPC 10 · seed 0 · Alignment 0.2',
    );
  });

  it('takes no preset that was chosen on another model', () => {
    const { parameters } = settings('joint');
    const unworded = { ...parameters, ...preset('without-words', 'joint') };
    const of = (packId: string) =>
      runName(settings('joint', { parameters: unworded, packId }), null).detail;
    expect(of('stillroom-64')).toContain('From its cores, without words');
    expect(of('p')).not.toContain('From its cores, without words');
  });

  it('says sampling that is not the usual one, and images that were made again', () => {
    const run = settings('plain', { sampling: { ...sampling, steps: 50 }, madeAgain: 3 });
    expect(runName(run, null)).toEqual({
      name: 'Plain model',
      detail: 'IPC 10 · seed 0 · Steps 50 · 3 made again',
    });
  });

  it('of a method that is gone keeps its id', () => {
    expect(runName({ ...settings('coda'), method: 'gone' }, null).name).toBe('gone');
  });

  it('is told apart by model and by the number of classes, where it has to be', () => {
    const named = (packId: string, folders: readonly string[]) => ({
      ...runName(settings('coda', { packId }), null),
      packId,
      folders,
    });
    const details = (...runs: ReturnType<typeof named>[]) =>
      toldApart(runs).map(({ detail }) => detail);
    expect(details(named('p', ['a']))).toEqual(['IPC 10 · seed 0']);
    expect(details(named('p', ['a']), named('q', ['a']))).toEqual([
      'IPC 10 · seed 0 · p',
      'IPC 10 · seed 0 · q',
    ]);
    expect(details(named('p', ['a']), named('p', ['a', 'b']))).toEqual([
      'IPC 10 · seed 0 · 1 class',
      'IPC 10 · seed 0 · 2 classes',
    ]);
  });
});
