import { usePlan } from '../inspector/usePlan';
import { countOf } from '../job-bar/duration';
import { isBusy } from '../job-bar/readiness';
import { useRun } from '../state/run';
import { changeSettings, useSettings } from '../state/settings';
import { hasOwnCores, ownSeeds, withoutSeeds } from './ownSeeds';

/** Before Distill: how many images have noise or cores of their own, and the way back. */
export function OwnSeeds() {
  const edits = useSettings((state) => state.edits);
  const imagesPerClass = useSettings((state) => state.sampling.imagesPerClass);
  const busy = useRun((state) => isBusy(state.status));
  const plan = usePlan();
  const count = ownSeeds(edits, imagesPerClass);
  const [one, several] = hasOwnCores(edits, imagesPerClass)
    ? ['seed or core', 'seeds or cores']
    : ['seed', 'seeds'];
  if (busy || count === 0 || plan?.output !== 'generated') return null;
  return (
    <section className="advice" aria-label="Images with seeds of their own">
      <p>
        {countOf(count, 'image')}{' '}
        {count === 1 ? `has a ${one} of its own` : `have ${several} of their own`}, since{' '}
        {count === 1 ? 'it was' : 'they were'} made again; the others have the run’s.
      </p>
      <div className="advice-actions">
        <button
          type="button"
          className="button"
          onClick={() =>
            changeSettings(
              ({ edits: all }) => ({ edits: withoutSeeds(all) }),
              'own seeds',
              performance.now(),
            )
          }
        >
          Take the run’s seed for all
        </button>
      </div>
    </section>
  );
}
