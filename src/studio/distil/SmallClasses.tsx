import { useCommands } from '../commandsContext';
import { plannedCores } from '../inspector/plannedCores';
import { usePlan } from '../inspector/usePlan';
import { isBusy } from '../job-bar/readiness';
import { useCollection } from '../state/collection';
import { useCores } from '../state/cores';
import { useRun } from '../state/run';
import { changeSettings, withSampling } from '../state/settings';
import { coreAdvice } from './coreAdvice';
import { useClassNames } from './useClassNames';

function makeEach(count: number): void {
  changeSettings(
    ({ sampling }) => ({ sampling: withSampling(sampling, 'imagesPerClass', count) }),
    'small classes',
    performance.now(),
  );
}

/** Before Distill: which classes give how many cores, and what to make where they give too few. */
export function SmallClasses() {
  const commands = useCommands();
  const names = useClassNames();
  const plan = usePlan();
  const busy = useRun((state) => isBusy(state.status));
  const some = useCollection((state) => state.classes.some(({ included }) => included));
  const { request, classes, looking } = useCores();
  const planned = plannedCores(plan);
  if (busy || !some || planned === null) return null;
  const wanted = planned.imagesPerClass;
  // What was found under other settings is no answer to these.
  const current = JSON.stringify(request) === JSON.stringify(planned);
  const known = [...classes].map(([folder, found]) => ({
    name: names.get(folder) ?? folder,
    cores: found,
  }));
  const { lines, make, fill } = coreAdvice(wanted, current ? known : []);
  // A class that is still to be looked at may give fewer.
  const through = looking === null;
  const all = current && through && classes.size > 0 && lines.length === 0;
  return (
    <section className="core-check small" aria-label="Cores of the classes">
      <div className="advice-actions">
        <button
          type="button"
          className="quiet-button"
          disabled={looking !== null}
          title="Encodes and maps every class that takes part, as the run will; what is found is kept for it"
          onClick={() => commands.checkCores()}
        >
          Check the cores of every class
        </button>
        <output className="muted">
          {looking !== null && (
            <>
              Looking at <bdi>{names.get(looking) ?? looking}</bdi>
            </>
          )}
          {all && `All ${classes.size} classes give ${wanted} cores from their clusters.`}
        </output>
      </div>
      {lines.length > 0 && (
        <div className="advice">
          <ul>
            {lines.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
          <div className="advice-actions">
            {through && make !== null && (
              <button type="button" className="button" onClick={() => makeEach(make)}>
                Make {make}
              </button>
            )}
            {through && fill !== null && (
              <button
                type="button"
                className="button"
                title="The cores beyond the clusters are images that lie in none: they may stand for nothing"
                onClick={() => makeEach(fill)}
              >
                Fill from noise: make {fill}
              </button>
            )}
            <span>A smaller minimum cluster size, or more images, may give more.</span>
          </div>
        </div>
      )}
    </section>
  );
}
