import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import type { WindowsPlan } from '../../../src/methods/windows/plan';
import { readDescription } from '../../../src/runtime/pack-loader';
import { planOrNull } from '../../../src/studio/inspector/planOrNull';
import { fewImagesProblem, unknownNotice } from '../../../src/studio/adapters/class-review';
import type { ClassRow } from '../../../src/studio/state/collection';
import { tinySource } from '../../support/tiny-pack';

const { pack: TINY } = await readDescription(tinySource());

const waiting = { state: 'waiting' } as const;
const row = (imageCount: number): ClassRow => ({
  folder: 'fox',
  name: 'fox',
  prompt: 'fox',
  usualPrompt: 'fox',
  imageCount,
  heldOut: 0,
  included: true,
  read: waiting,
  explored: waiting,
  notice: null,
  problem: null,
});

function planOf(windowsPerImage: number, tiling: string): WindowsPlan {
  const parameters = { windowsPerImage, tiling };
  const sampling = { ...defaultsOf(samplingSchema), imagesPerClass: 10 };
  const plan = planOrNull({ method: 'selection-reconstruction', parameters, sampling });
  if (plan?.output !== 'windows') throw new Error('no plan of windows');
  return plan;
}

describe('too few images', () => {
  it('is fewer than the images per class', () => {
    expect(fewImagesProblem(row(10), 10, null)).toBeNull();
    expect(fewImagesProblem(row(9), 10, null)).toContain('9 images, fewer than the 10');
    expect(fewImagesProblem(row(1), 10, null)).toContain('1 image,');
  });

  it('counts windows where several of an image may be taken, or a picture takes several', () => {
    expect(fewImagesProblem(row(5), 10, planOf(2, '1'))).toBeNull();
    expect(fewImagesProblem(row(4), 10, planOf(2, '1'))).toContain('needs 10 windows');
    expect(fewImagesProblem(row(39), 10, planOf(1, '2'))).toContain('needs 40 windows');
    expect(fewImagesProblem(row(40), 10, planOf(1, '2'))).toBeNull();
  });
});

describe('a class that the model does not know', () => {
  const pack = { ...TINY, classes: { closed: true, names: ['Fox'] } };
  const notice = (name: string, prompt: string) =>
    unknownNotice(pack, { ...row(1), name, prompt, usualPrompt: prompt });

  it('has neither a name nor a prompt of those that it knows', () => {
    expect(notice('fox', 'a fox at night')).toBeNull();
    expect(notice('Vulpes', 'fox')).toBeNull();
    expect(notice('Vulpes', 'a photo of a fox')).toBeNull();
    expect(notice('Vulpes', 'a photo of a Vulpes')).toContain('does not know "Vulpes"');
  });

  it('is one whose prompt is none of a thousand labels, which are not all named', () => {
    const dit = parsePack(JSON.parse(readFileSync('test/assets/narrow-dit/pack.json', 'utf8')));
    const said = (prompt: string) => unknownNotice(dit, { ...row(1), name: 'tench', prompt });
    expect(said('tench')).toBeNull();
    expect(said('n01440764')).toBeNull();
    // The name never reaches the model.
    expect(said('okapi')).toMatch(/1000 classes, tench, goldfish, .* \.\.\./);
    expect(said('okapi')?.length).toBeLessThan(400);
    expect(said('crane')).toMatch(/several classes called "crane": n02012849 and n03126707/);
  });
});
