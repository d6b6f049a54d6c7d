/** The small picture of one step: which step, and only when both of its pictures are there. */
import { expect, it } from 'vitest';
import type { PreviewFrame } from '../../../src/run/model/preview/previewer';
import { oneStep } from '../../../src/studio/preview/oneStep';
import { usePreview, type PreviewState, type Strip } from '../../../src/studio/state/preview';

/** @param moved steps, from 0, that guidance moves */
function strip(mark: number, moved: readonly number[], steps = 6): Strip {
  const frames = Array.from({ length: steps }, (_, step): PreviewFrame => ({
    step,
    timestep: 999 - step,
    sigma: 1,
    pictures: [Uint8Array.of(mark, step, 0), Uint8Array.of(mark, step, 1)],
    report: [0, 1].map(() => [
      {
        term: 'coda-alignment' as const,
        shiftNorm: 1,
        shiftShare: moved.includes(step) ? 0.2 : 0,
        distance: null,
        loss: null,
      },
    ]),
  }));
  const own = { generation: 1, folder: 'fox', count: 2, total: 6, frames };
  return { ...own, frameSide: 1, images: null, imageSide: 1 };
}

const state = (patch: Partial<PreviewState>): PreviewState => ({
  ...usePreview.getInitialState(),
  guided: strip(1, [0, 1, 2]),
  plain: strip(2, []),
  ...patch,
});

it('is in the middle of what guidance moves, from both strips at that step', () => {
  const found = oneStep(state({ chosen: 1 }));
  expect(found).toMatchObject({ step: 2, total: 6, image: 1, side: 1 });
  expect([...(found?.guided ?? [])]).toEqual([1, 1, 1]);
  expect([...(found?.plain ?? [])]).toEqual([2, 1, 1]);
});

it('is the step that is looked at', () => {
  expect(oneStep(state({ step: 5 }))?.step).toBe(5);
});

it('is none where guidance moves nothing, or one of the two is not made so far', () => {
  expect(oneStep(state({ guided: strip(1, []) }))).toBeNull();
  expect(oneStep(state({ plain: null }))).toBeNull();
  expect(oneStep(state({ plain: strip(2, [], 1) }))).toBeNull();
  expect(oneStep(state({ plain: { ...strip(2, []), folder: 'owl' } }))).toBeNull();
});
