/** Checks of kind `umap`: the median score over the case's seeds against its bounds. */
import { adjustedRandIndex } from '../../../../src/core/density/adjusted-rand-index';
import { hdbscan } from '../../../../src/core/density/hdbscan';
import { trustworthiness } from '../../../../src/core/density/trustworthiness';
import { umap } from '../../../../src/core/density/umap';
import { exactNeighbours } from '../../../../src/core/linalg/neighbours';
import type { FixtureCase } from '../../case';
import type { CaseReport } from '../../report';
import { asMatrix, boundNumber, checkBounds } from './compare';

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export async function checkUmap(fixture: FixtureCase, report: CaseReport): Promise<void> {
  const { metric = 'euclidean', seeds } = fixture.params;
  if (metric !== 'euclidean') {
    report.that('params', false, `the metric ${JSON.stringify(metric)} is not built`);
    return;
  }
  const points = asMatrix(fixture.input('points'));
  const truth = fixture.input('truth').data;
  const neighbours = exactNeighbours(points, {
    k: Math.min(fixture.number('nNeighbors'), points.rows),
    includeSelf: true,
  });
  const scores = { trustworthiness: [] as number[], ari: [] as number[] };
  for (const seed of Array.isArray(seeds) ? (seeds as number[]) : [fixture.number('seed')]) {
    const embedding = await umap(neighbours, points.rows, {
      components: fixture.number('nComponents'),
      minDist: fixture.number('minDist'),
      seed,
    });
    const { labels } = hdbscan(embedding, {
      minClusterSize: fixture.number('minClusterSize'),
      minSamples: fixture.number('minSamples'),
    });
    scores.trustworthiness.push(
      trustworthiness(points, embedding, fixture.number('trustworthinessNeighbors')),
    );
    scores.ari.push(adjustedRandIndex(labels, truth));
  }
  const atLeast = (values: readonly number[]) => (name: string) => {
    const score = median(values);
    const least = boundNumber(fixture, name, 'min');
    report.that(name, score >= least, `median ${score.toFixed(4)}, at least ${least.toFixed(4)}`);
  };
  checkBounds(fixture, report, {
    trustworthiness: atLeast(scores.trustworthiness),
    ari: atLeast(scores.ari),
  });
}
