/** The kinds `typicality` and `dift-pool`. */
import { StillroomError } from '../../../../src/core/errors';
import { boxMean } from '../../../../src/core/scoring/box-mean';
import { poolDescriptors, type PixelBox } from '../../../../src/core/scoring/dift-pool';
import { TypicalityAccumulator } from '../../../../src/core/scoring/typicality';
import { upsampleBilinear } from '../../../../src/core/scoring/upsample';
import { chooseWindows } from '../../../../src/core/scoring/windows';
import type { FixtureCase } from '../../case';
import type { CaseReport } from '../../report';

/** params.imageSize as [height, width]. */
function imageSize(fixture: FixtureCase): readonly [number, number] {
  const size = fixture.params['imageSize'];
  const [height, width] = Array.isArray(size) ? (size as unknown[]) : [];
  if (typeof height !== 'number' || typeof width !== 'number') {
    throw new StillroomError('BadFixture', `params.imageSize of ${fixture.name} is not [H, W].`);
  }
  return [height, width];
}

export function checkTypicality(fixture: FixtureCase, report: CaseReport): void {
  if ('stride' in fixture.params && fixture.number('stride') !== 1) {
    throw new StillroomError('BadFixture', 'Windows are scored with stride 1 only.');
  }
  const [height, width] = imageSize(fixture);
  const side = fixture.number('patch');
  const { shape, data: noise } = fixture.input('noise');
  const epsNull = fixture.input('epsNull').data;
  const epsCond = fixture.input('epsCond').data;
  const [draws = 0, channels = 0, h = 0, w = 0] = shape;
  const accumulator = new TypicalityAccumulator(channels, h, w);
  for (let draw = 0; draw < draws; draw++) {
    const from = draw * channels * h * w;
    const until = from + channels * h * w;
    accumulator.add({
      noise: noise.subarray(from, until),
      epsNull: epsNull.subarray(from, until),
      epsCond: epsCond.subarray(from, until),
    });
  }
  const means = boxMean(upsampleBilinear(accumulator.map(), height, width), height, width, side);
  const windows = chooseWindows(means, { side, topK: fixture.number('topK') });
  report.close('map', means.values);
  report.close(
    'windows',
    windows.flatMap(({ y, x }) => [y, x]),
  );
  report.close(
    'scores',
    windows.map(({ score }) => score),
  );
}

export function checkDiftPool(fixture: FixtureCase, report: CaseReport): void {
  const { shape, data: values } = fixture.input('features');
  const [channels = 0, height = 0, width = 0] = shape;
  const corners = fixture.input('boxes').data;
  const boxes = Array.from({ length: corners.length / 4 }, (_, i): PixelBox => {
    const [y0 = 0, x0 = 0, y1 = 0, x1 = 0] = corners.subarray(4 * i, 4 * i + 4);
    return [y0, x0, y1, x1];
  });
  const got = poolDescriptors({ values, channels, height, width }, boxes, imageSize(fixture));
  report.close('descriptors', got);
}
