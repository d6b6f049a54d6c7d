import type { EvaluationReport, SetReport } from '../../run/evaluation/report';
import { useCommands } from '../commandsContext';
import { useEvaluate } from '../state/evaluate';
import { confusionsOf, worstClass } from './confusion';
import { percent } from './percent';

export interface WorstClassProps {
  readonly report: EvaluationReport;
  readonly set: SetReport;
  /** Of the classes, by label. */
  readonly folders: readonly string[];
}

const SIDE = 64;

/** The class that is named rightly least, with the images that stand for it in the set. */
export function WorstClass({ report, set, folders }: WorstClassProps) {
  const { evaluate } = useCommands();
  const pictures = useEvaluate((state) => state.pictures);
  const confusions = confusionsOf(set);
  if (confusions === null) return null;
  const { label, accuracy, takenFor } = worstClass(confusions);
  const name = report.classes[label] ?? '';
  const folder = folders[label] ?? '';
  const other = takenFor === null ? null : (report.classes[takenFor.label] ?? '');
  const shown = pictures?.set === set.id && pictures.folder === folder ? pictures.pictures : [];
  return (
    <section className="worst-class" aria-label="Worst class">
      <h3>
        Worst class:{' '}
        <button
          type="button"
          className="quiet-button"
          onClick={() => evaluate.goTo(set.id, folder, null)}
        >
          <bdi>{name}</bdi>
        </button>
      </h3>
      <p>
        {percent(accuracy)} % of its held-out images are named rightly
        {takenFor !== null && (
          <>
            ; {percent(takenFor.share)} % are taken for <bdi>{other}</bdi>
          </>
        )}
        .
      </p>
      {set.kind === 'run' ? (
        <div className="run-pictures">
          {shown.map((picture) => (
            <button
              key={picture.index}
              type="button"
              data-picture=""
              aria-label={`Go to ${name}, image ${picture.index + 1}`}
              onClick={() => evaluate.goTo(set.id, folder, picture.index)}
            >
              <img
                className="picture"
                src={picture.url}
                alt=""
                style={{ width: SIDE, height: SIDE }}
                draggable={false}
              />
            </button>
          ))}
        </div>
      ) : (
        <p className="small muted">
          {set.kind === 'random'
            ? 'Its images are other ones in every repeat: choose a run to see what stands for the class.'
            : 'Its images are the whole class.'}
        </p>
      )}
    </section>
  );
}
