import type { ClassMap, CoreOrigin } from '../state/explore';
import { ImageStrip } from './ImageStrip';

const ORIGINS: Record<CoreOrigin, string> = {
  cluster: 'cluster',
  split: 'split',
  noise: 'noise',
  anchor: 'anchor',
};

/** The cores, or other anchors: the real images that stand for the class, with size and origin. */
export function CoreStrip({ folder, map }: { readonly folder: string; readonly map: ClassMap }) {
  const isAnchored = map.cores.some(({ origin }) => origin === 'anchor');
  return (
    <section className="strip-section" aria-labelledby="cores-title">
      <h3 id="cores-title">
        {isAnchored ? 'Anchors' : 'Cores'} <span className="muted">{map.cores.length}</span>
      </h3>
      {map.coreProblem === null ? (
        <ImageStrip
          label={isAnchored ? 'Anchors' : 'Cores'}
          folder={folder}
          side={64}
          items={map.cores.map((core) => ({
            image: core.imageIndex,
            caption: `${core.size} ${ORIGINS[core.origin]}`,
          }))}
        />
      ) : (
        <p className="tone-error strip-problem">{map.coreProblem}</p>
      )}
    </section>
  );
}
