import { useId } from 'react';
import { useCommands } from '../commandsContext';
import { wholeName } from '../runs/runName';
import { useCompare } from '../state/compare';
import { useEvaluate } from '../state/evaluate';
import { isEvaluating } from './evaluationAfter';
import { AddCoresets } from './AddCoresets';
import { coversClasses } from './chosenRuns';
import { useChosenRuns, useTickedClasses } from './useChosenRuns';
import { Explain } from '../words/Explain';

/** Which sets are trained on: kept runs, random real images always, all real images if asked for. */
export function SetChoice() {
  const commands = useCommands();
  const id = useId();
  const runs = useCompare((state) => state.runs);
  const chosen = useChosenRuns();
  const classes = useTickedClasses();
  const { full, robustness } = useEvaluate((state) => state.choices);
  const busy = useEvaluate((state) => isEvaluating(state.status));
  const toggle = (id: string) => {
    const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
    commands.evaluate.choose({ runs: next });
  };
  return (
    <fieldset className="evaluate-sets" disabled={busy}>
      <legend className="visually-hidden">Sets</legend>
      {runs.length === 0 && (
        <p className="muted">
          No run of this collection is kept yet. Press Distill, and the set that it makes can be
          chosen here.
        </p>
      )}
      <ul>
        {runs.map((run) => {
          const { name, detail } = run;
          const whole = wholeName(run);
          const able = coversClasses(run, classes);
          const reason = `${id}-${run.id}`;
          return (
            <li key={run.id}>
              <label className="check-label">
                <input
                  type="checkbox"
                  className="check"
                  aria-label={whole}
                  aria-describedby={able ? undefined : reason}
                  checked={chosen.includes(run.id)}
                  disabled={!able}
                  onChange={() => toggle(run.id)}
                />
                <span className="clip" title={whole}>
                  <strong>{name}</strong>{' '}
                  <span className="muted">
                    {detail}
                    {!able && (
                      <>
                        {' · '}
                        <span id={reason}>made of other classes than those that are ticked</span>
                      </>
                    )}
                  </span>
                </span>
              </label>
            </li>
          );
        })}
      </ul>
      <div className="evaluate-baselines">
        <label
          className="check-label"
          title="Every set is paired with random real images of its size"
        >
          <input type="checkbox" className="check" checked disabled readOnly />
          Random real images
        </label>
        <label className="check-label">
          <input
            type="checkbox"
            className="check"
            checked={full}
            onChange={(event) => commands.evaluate.choose({ full: event.currentTarget.checked })}
          />
          All real images
        </label>
        <label className="check-label">
          <input
            type="checkbox"
            className="check"
            checked={robustness}
            onChange={(event) =>
              commands.evaluate.choose({ robustness: event.currentTarget.checked })
            }
          />
          Without augmentation too (ARS)
        </label>
        <Explain
          about="Without augmentation too"
          text="Trains every set without augmentation too, for the augmentation-robust score (ARS) of DD-Ranking: what a set has over random real images with variants of its images and without them, half and half. Twice the trainings."
        />
        <AddCoresets />
      </div>
    </fieldset>
  );
}
