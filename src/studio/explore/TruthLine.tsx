import { Fragment } from 'react';
import type { DiscoveryScore } from '../../core/metrics/discovery-truth';
import { truthParts } from './truthText';

const EXPLANATION =
  'The sample collection was rendered, so its modes and outliers are known. Clustered: ordinary images ' +
  'in a cluster. Over all: outliers count as one mode, noise as one cluster.';

/** How discovery did on a class whose truth is known. */
export function TruthLine({ score }: { readonly score: DiscoveryScore }) {
  return (
    <p className="truth-line small muted" title={EXPLANATION}>
      Against the truth:{' '}
      {truthParts(score).map(([name, value], i) => (
        <Fragment key={name}>
          {i > 0 && ' · '}
          {name} {value}
        </Fragment>
      ))}
    </p>
  );
}
