import { Fragment } from 'react';
import type { DiscoveryScore } from '../../core/metrics/discovery-truth';
import { Explain } from '../words/Explain';
import { truthParts } from './truthText';

const EXPLANATION =
  'The sample collection was rendered, so its modes and outliers are known. Clustered: ordinary images ' +
  'in a cluster. Over all: outliers count as one mode, noise as one cluster. The adjusted Rand index says how ' +
  'alike clusters and modes are: 1 the same, 0 as by chance.';

/** How discovery did on a class whose truth is known. */
export function TruthLine({ score }: { readonly score: DiscoveryScore }) {
  return (
    <div className="truth-line explained">
      <p className="small muted">
        Against the truth:{' '}
        {truthParts(score).map(([name, value], i) => (
          <Fragment key={name}>
            {i > 0 && ' · '}
            {name} {value}
          </Fragment>
        ))}
      </p>
      <Explain about="Against the truth" text={EXPLANATION} />
    </div>
  );
}
