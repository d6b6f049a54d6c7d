import { defaultsOf } from '../../methods/parameters';
import { useCommands } from '../commandsContext';
import { findMethod } from '../inspector/schema';
import { usePlan } from '../inspector/usePlan';
import { countOf } from '../job-bar/duration';
import { isBusy } from '../job-bar/readiness';
import { useCollection } from '../state/collection';
import { useRun } from '../state/run';
import { changeSettings, useSettings } from '../state/settings';
import { fromTheCore, namesOf, needsWords, unknownRows } from './withoutWords';

/** Real images, chosen: methods that ask the model for no picture of the class. */
const WITHOUT_WORDS = [
  { id: 'closest-real', label: 'Real images nearest the centres' },
  { id: 'herding', label: 'Real images by herding' },
] as const;

const SELECTION = 'selection-reconstruction';

function choose(id: string): void {
  const method = findMethod(id);
  if (method === undefined) return;
  const parameters = defaultsOf(method.schema);
  changeSettings(() => ({ method: id, parameters }), 'unknown classes', performance.now());
}

/** Before Distill: what to do for all classes that the model does not know, in one press. */
export function UnknownClasses() {
  const { models } = useCommands();
  const classes = useCollection((state) => state.classes);
  const chosen = useSettings((state) => state.method);
  const parameters = useSettings((state) => state.parameters);
  const busy = useRun((state) => isBusy(state.status));
  const unknown = unknownRows(classes);
  const plan = usePlan();
  const method = findMethod(chosen);
  if (busy || unknown.length === 0 || method === undefined || !needsWords(plan)) return null;
  const core = fromTheCore(method, parameters);
  return (
    <section className="advice" aria-label="Classes that the model does not know">
      <p>
        <strong>
          The model does not know {countOf(unknown.length, 'class', 'classes')}: {namesOf(unknown)}.
        </strong>{' '}
        Under their prompts it makes pictures of something else. For the whole collection:
      </p>
      <div className="advice-actions">
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
        {WITHOUT_WORDS.map(({ id, label }) => (
          <button key={id} type="button" className="button" onClick={() => choose(id)}>
            {label}
          </button>
        ))}
        <button
          type="button"
          className="button"
          title="Parts of real images, ranked by the model. Its ranking rests on the class's words too."
          onClick={() => choose(SELECTION)}
        >
          Selection of real windows
        </button>
        <button type="button" className="button" onClick={() => void models.show()}>
          Another model
        </button>
      </div>
    </section>
  );
}
