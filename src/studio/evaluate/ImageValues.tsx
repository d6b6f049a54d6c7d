import type { SetReport } from '../../run/evaluation/report';
import { useCommands } from '../commandsContext';
import { NumberField } from '../inspector/NumberField';
import type { NumberParameter } from '../inspector/schema';
import { useEvaluate } from '../state/evaluate';
import { useImageValues } from '../state/image-values';
import { costText } from './costWords';
import { isBusy } from '../job-bar/readiness';
import { useRun } from '../state/run';
import { isEvaluating } from './evaluationAfter';
import { MakeAgain } from './MakeAgain';
import { RedundancyTable } from './RedundancyTable';
import { placesOf, valuedImages, valueEnds, valueSentence } from './valuedImages';
import { ValuedPictures } from './ValuedPictures';

const PAIRS: NumberParameter = {
  kind: 'integer',
  id: 'pairs',
  label: 'Pairs of halves',
  group: 'sampling',
  help: 'Random halves of the set that are trained on, two trainings a pair.',
  source: 'Intervals are wide with fewer than about ten.',
  unit: '',
  default: 10,
  min: 2,
  max: 200,
  step: 1,
};

export interface ImageValuesProps {
  readonly set: SetReport;
}

/** Which images of the shown set are worth their place. */
export function ImageValues({ set }: ImageValuesProps) {
  const { evaluate } = useCommands();
  const { pairs, repeats } = useEvaluate((state) => state.choices);
  const busy = useEvaluate((state) => isEvaluating(state.status));
  const running = useRun((state) => isBusy(state.status));
  const state = useImageValues();
  const { open, classes, cost, measuring, obstacle } = state;
  const isKnown = state.set === set.id;
  const { values, redundancy } = isKnown ? state.judgement : { values: null, redundancy: null };
  const images = values === null ? null : valuedImages(values);
  const ends = images === null ? null : valueEnds(images);
  const shared = { set: set.id, classes };
  return (
    <details
      className="image-values"
      open={open}
      onToggle={(event) => evaluate.openValues(event.currentTarget.open)}
    >
      <summary>
        <h3>Which images are worth their place?</h3> <span className="muted">{set.name}</span>
      </summary>
      <p className="small muted">
        Random halves of the set are trained on. An image’s value is what held-out accuracy gains by
        it, in percentage points, in place of the mean image of its class. Then the set is divided
        into parts in the order of its images, and each is asked about the others: a part that the
        others name well says little that they do not.
      </p>
      <div className="image-values-start">
        <span aria-hidden="true">Pairs of halves</span>
        <fieldset disabled={busy}>
          <legend className="visually-hidden">How images are valued</legend>
          <NumberField
            parameter={PAIRS}
            name="Pairs of halves"
            value={pairs}
            onChange={(next) => evaluate.choose({ pairs: next })}
          />
        </fieldset>
        <button
          type="button"
          className="button"
          disabled={busy || !isKnown || cost === null || cost.trainings === 0}
          onClick={() => void evaluate.startValues(set.id)}
        >
          Value the images
        </button>
        {obstacle === null ? (
          <output>
            {!isKnown || cost === null
              ? measuring || 'The cost is measured first.'
              : costText(cost)}
          </output>
        ) : (
          <p className="tone-warning" role="alert">
            {obstacle}
          </p>
        )}
      </div>
      {images !== null && ends !== null && (
        <>
          <p>{valueSentence(images, pairs)}</p>
          <div className="valued-ends">
            <div>
              <ValuedPictures title="Least valuable" images={ends.least} {...shared} />
              <MakeAgain
                disabled={busy || running || ends.least.length === 0}
                onMake={(from) =>
                  void evaluate.makeAgain(set.id, placesOf(ends.least, classes), from)
                }
              />
            </div>
            <ValuedPictures title="Most valuable" images={ends.most} {...shared} />
          </div>
        </>
      )}
      {redundancy !== null && <RedundancyTable redundancy={redundancy} repeats={repeats} />}
    </details>
  );
}
