import { defaultsOf } from '../../methods/parameters';
import { useCommands } from '../commandsContext';
import { findMethod } from '../inspector/schema';
import { usePlan } from '../inspector/usePlan';
import { countOf } from '../job-bar/duration';
import { isBusy } from '../job-bar/readiness';
import { useCollection } from '../state/collection';
import { useRun } from '../state/run';
import { changeSettings, useSettings } from '../state/settings';
import { imagesShown, useShown } from '../state/shown';
import { fromTheCore, namesOf, needsWords, unknownRows } from './withoutWords';

interface Way {
  readonly id: string;
  readonly preset: string | null;
  readonly label: string;
  readonly title?: string;
}

/**
 * The first is what trained best of these on collections that the model does not know, and better than random real
 * images (docs/results/unknown.md); then methods that ask the model for no picture of the class.
 */
const TOGETHER: Way = {
  id: 'joint',
  preset: 'without-words',
  label: 'Denoise each class together, from its cores',
  title:
    'No prompt is used: each image starts from its own core, is pulled to it, and the mean of all is moved to that of the class. Many stay close to their photographs; Start strength says how close.',
};
const REAL: readonly Way[] = [
  { id: 'closest-real', preset: null, label: 'Real images nearest the centres' },
  { id: 'herding', preset: null, label: 'Real images by herding' },
];
const SELECTION: Way = {
  id: 'selection-reconstruction',
  preset: null,
  label: 'Selection of real windows',
  title:
    "Parts of real images, ranked by the model. Its ranking rests on the class's words too; of classes that the model knows such sets trained worse than random real images (docs/results/selection-10.md).",
};

function choose({ id, preset }: Way): void {
  const method = findMethod(id);
  if (method === undefined) return;
  const own = method.presets.find((one) => one.id === preset);
  const parameters = { ...defaultsOf(method.schema), ...own?.parameters };
  changeSettings(() => ({ method: id, parameters }), 'unknown classes', performance.now());
}

function WayButton(way: Way) {
  return (
    <button type="button" className="button" title={way.title} onClick={() => choose(way)}>
      {way.label}
    </button>
  );
}

/**
 * Before Distill: what to do for all classes that the model does not know, in one press. Once images stand
 * there, they come first, and the ways are folded.
 */
export function UnknownClasses() {
  const { models } = useCommands();
  const classes = useCollection((state) => state.classes);
  const chosen = useSettings((state) => state.method);
  const parameters = useSettings((state) => state.parameters);
  const busy = useRun((state) => isBusy(state.status));
  const made = useShown((state) => imagesShown(state) > 0);
  const unknown = unknownRows(classes);
  const plan = usePlan();
  const method = findMethod(chosen);
  if (busy || unknown.length === 0 || method === undefined || !needsWords(plan)) return null;
  const core = fromTheCore(method, parameters);
  return (
    <section className="advice" aria-label="Classes that the model does not know">
      <details key={String(made)} open={!made}>
        <summary>
          <strong>
            The model does not know {countOf(unknown.length, 'class', 'classes')}:{' '}
            {namesOf(unknown)}.
          </strong>{' '}
          Under their prompts it makes pictures of something else. What to do for the whole
          collection
        </summary>
        <div className="advice-actions">
          <WayButton {...TOGETHER} />
          {core !== null && (
            <button
              type="button"
              className="button"
              title="Each image starts from its own core and no prompt is used; Start strength says how much of the core is kept"
              onClick={() =>
                changeSettings(() => ({ parameters: core }), 'unknown classes', performance.now())
              }
            >
              Start from the core, without words
            </button>
          )}
          {[...REAL, SELECTION].map((way) => (
            <WayButton key={way.id} {...way} />
          ))}
          <button type="button" className="button" onClick={() => void models.show()}>
            Another model
          </button>
        </div>
      </details>
    </section>
  );
}
