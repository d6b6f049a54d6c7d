import { useId } from 'react';
import type { WeightKind } from '../../core/training/image-set';
import { PROTOCOLS } from '../../core/training/protocols';
import type { LabelKind } from '../../core/training/protocol';
import { useCommands } from '../commandsContext';
import { NumberField } from '../inspector/NumberField';
import type { NumberParameter } from '../inspector/schema';
import { useEvaluate, type EvaluationChoices } from '../state/evaluate';
import { useModel } from '../state/model';
import { isEvaluating } from './evaluationAfter';
import { networkChoices, presetOf, sideChoices, underProtocol } from './networkChoices';

const REPEATS: NumberParameter = {
  kind: 'integer',
  id: 'repeats',
  label: 'Repeats',
  group: 'sampling',
  help: 'Trainings of each set from different first weights.',
  source: 'The papers of the field take 3 to 5.',
  unit: '',
  default: 3,
  min: 1,
  max: 20,
  step: 1,
};

const BY_SHARE =
  'An image counts in the loss for the share of its class that it stands for, the mass of its cluster (arXiv 2501.07681); where a run knows no shares, all count alike.';

/** How sets are trained on. */
export function EvaluationControls() {
  const commands = useCommands();
  const choices = useEvaluate((state) => state.choices);
  const busy = useEvaluate((state) => isEvaluating(state.status));
  const [id, helpId] = [useId(), useId()];
  const preset = presetOf(choices.protocol);
  const most = useModel((state) => state.pack?.resolution);
  const sides = sideChoices(preset, most ?? preset.side);
  const choose = (changed: Partial<EvaluationChoices>) => commands.evaluate.choose(changed);
  return (
    <fieldset className="evaluate-controls" disabled={busy}>
      <legend className="visually-hidden">How sets are trained on</legend>
      <div>
        <div>
          <label htmlFor={`${id} protocol`}>Protocol</label>
          <select
            id={`${id} protocol`}
            className="select"
            aria-describedby={helpId}
            value={preset.id}
            onChange={(event) => choose(underProtocol(choices, event.currentTarget.value))}
          >
            {PROTOCOLS.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label htmlFor={`${id} network`}>Network</label>
          <select
            id={`${id} network`}
            className="select"
            value={choices.network}
            onChange={(event) => choose({ network: event.currentTarget.value })}
          >
            {networkChoices(preset).map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label htmlFor={`${id} side`}>Image side</label>
          <select
            id={`${id} side`}
            className="select"
            value={sides.some((one) => one.id === choices.side) ? choices.side : 0}
            onChange={(event) => choose({ side: Number(event.currentTarget.value) })}
          >
            {sides.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <div>
          <span aria-hidden="true">Repeats</span>
          <NumberField
            parameter={REPEATS}
            name="Repeats"
            value={choices.repeats}
            onChange={(repeats) => choose({ repeats })}
          />
        </div>
        <div>
          <label htmlFor={`${id} labels`}>Labels</label>
          <select
            id={`${id} labels`}
            className="select"
            value={choices.labels}
            onChange={(event) => choose({ labels: event.currentTarget.value as LabelKind })}
          >
            <option value="hard">Hard</option>
            <option value="teacher">Teacher</option>
          </select>
        </div>
        <div>
          <label htmlFor={`${id} weights`}>Weights</label>
          <select
            id={`${id} weights`}
            className="select"
            aria-describedby={helpId}
            value={choices.weights}
            onChange={(event) => choose({ weights: event.currentTarget.value as WeightKind })}
          >
            <option value="equal">Equal</option>
            <option value="share">Share of its class</option>
          </select>
        </div>
      </div>
      <p id={helpId} className="small muted">
        {preset.summary} Source: {preset.source.paper}
        {preset.source.arxiv !== null && `, arXiv ${preset.source.arxiv}`}.
        {choices.labels !== preset.labels &&
          ` Its own labels are ${preset.labels === 'hard' ? 'hard' : 'a teacher’s'}.`}
        {choices.weights === 'share' && ` ${BY_SHARE}`}
      </p>
    </fieldset>
  );
}
