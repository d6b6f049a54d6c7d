import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldersOf, taskPart } from '../../../src/command/task';

const FOLDERS = ['cat', 'dog', 'eel, electric', 'fox', 'gnu'];

describe('a task', () => {
  it('has classes that no other has, and all have all', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        (folders, tasks) => {
          const parts = Array.from({ length: tasks }, (_, i) =>
            foldersOf(taskPart(`${i + 1}/${tasks}`), folders),
          );
          expect(parts.flat().toSorted()).toEqual(folders.toSorted());
          const sizes = parts.map(({ length }) => length);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('is all of the run where nothing is said', () => {
    expect(foldersOf(taskPart(undefined), FOLDERS)).toEqual(FOLDERS);
  });

  it.each(['0/3', '4/3', '1', '1/0', 'a/b', '-1/3', '1/3/5', '1.5/3', ''])(
    'is not "%s"',
    (text) => {
      expect(() => taskPart(text)).toThrow(/must be I\/N/);
    },
  );
});

describe('classes by name', () => {
  it('come in the order of the recipe, once each', () => {
    expect(foldersOf(taskPart(undefined, ['gnu,cat', 'cat']), FOLDERS)).toEqual(['cat', 'gnu']);
  });

  it('may have commas in their names', () => {
    const part = taskPart(undefined, ['eel, electric', 'fox']);
    expect(foldersOf(part, FOLDERS)).toEqual(['eel, electric', 'fox']);
  });

  it('may be written as a disk of macOS writes them, letter and accent apart', () => {
    const part = taskPart(undefined, ['caf\u0065\u0301', 'fox,caf\u0065\u0301']);
    expect(foldersOf(part, ['caf\u00e9', 'fox'])).toEqual(['caf\u00e9', 'fox']);
  });

  it('must be there, and exclude a task', () => {
    expect(() => foldersOf(taskPart(undefined, ['cow']), FOLDERS)).toThrow(/"cow"/);
    expect(() => taskPart('1/2', ['cat'])).toThrow(/exclude each other/);
  });
});
