import { useEvaluate } from '../state/evaluate';
import { CostLine } from './CostLine';
import { EvaluationButtons } from './EvaluationButtons';
import { EvaluationControls } from './EvaluationControls';
import { EvaluationProgress } from './EvaluationProgress';
import { Results } from './Results';
import { SetChoice } from './SetChoice';

/** Does the set train? Sets are trained on and measured on images that nothing has seen. */
export function EvaluateView() {
  const report = useEvaluate((state) => state.report);
  const live = useEvaluate((state) => state.live);
  return (
    <div className="evaluate">
      <section className="evaluate-setup" aria-label="What to evaluate">
        <SetChoice />
        <EvaluationControls />
        <CostLine />
        <div className="evaluate-actions">
          <EvaluationButtons />
          <EvaluationProgress />
        </div>
      </section>
      {report === null && live === null ? (
        <p className="empty-state">
          A small network is trained on each set, from its first weights, several times, and then
          names images that no set was made from. Every repeat also trains on as many random real
          images: what a set is worth is what it has over those.
        </p>
      ) : (
        <Results report={report} live={live} />
      )}
    </div>
  );
}
