import { useEvaluate } from '../state/evaluate';
import { useModel } from '../state/model';
import { costText, costWarning } from './costWords';
import { isEvaluating } from './evaluationAfter';
import { isLarge, networkOf, presetOf, sideOf } from './networkChoices';

/** What it will cost before it is started, or why it cannot be. */
export function CostLine() {
  const { protocol, network, side: chosen } = useEvaluate((state) => state.choices);
  const cost = useEvaluate((state) => state.cost);
  const measuring = useEvaluate((state) => state.measuring);
  const obstacle = useEvaluate((state) => state.obstacle);
  const busy = useEvaluate((state) => isEvaluating(state.status));
  const most = useModel((state) => state.pack?.resolution);
  const preset = presetOf(protocol);
  const shownSide = sideOf(preset, chosen, most ?? preset.side);
  const warning = costWarning(cost, isLarge(networkOf(preset, network), shownSide));
  return (
    <div className="evaluate-cost">
      {obstacle === null ? (
        <output>
          {cost === null ? measuring || 'The cost is measured first.' : costText(cost)}
          {cost !== null && measuring !== '' && ` ${measuring}`}
        </output>
      ) : (
        <p className="tone-warning" role="alert">
          {obstacle}
        </p>
      )}
      {obstacle === null && warning !== null && !busy && <p className="tone-warning">{warning}</p>}
      {shownSide !== preset.side && (
        <p className="small muted">
          Trained at {shownSide} px{chosen === 0 && ', as large as the images are'}; the protocol’s
          own side is {preset.side} px. Only results of the same side can be compared.
        </p>
      )}
    </div>
  );
}
