import type { Method } from '../../methods/method';
import type { RecipeParameters } from '../../core/formats/recipe';
import { useModel } from '../state/model';
import { changeSettings, useSettings } from '../state/settings';
import { valueOf } from './parameterValue';
import { parametersOf } from './schema';

const OWN = 'own';

function take(chosen: RecipeParameters): void {
  changeSettings(
    ({ parameters }) => ({ parameters: { ...parameters, ...chosen } }),
    'preset',
    performance.now(),
  );
}

/** Settings that were published or chosen together, and the sampling of the paper's own run. */
export function PresetChoice({ method }: { readonly method: Method }) {
  const values = useSettings((state) => state.parameters);
  const pack = useModel((state) => state.pack?.id);
  const { officialSampling } = method;
  const presets = method.presets.filter(
    (preset) => preset.pack === undefined || preset.pack === pack,
  );
  const current = presets.find((preset) => matches(method, preset.parameters, values));
  const sampleOfficially = () => {
    changeSettings(
      ({ sampling }) => ({ sampling: { ...sampling, ...officialSampling } }),
      'official sampling',
      performance.now(),
    );
  };
  return (
    <>
      {presets.length > 0 && (
        <div className="inspector-line">
          <span aria-hidden="true">Preset</span>
          <select
            className="select"
            aria-label="Preset"
            value={current?.id ?? OWN}
            onChange={(event) => {
              const { value } = event.currentTarget;
              const chosen = presets.find(({ id }) => id === value);
              if (chosen !== undefined) take(chosen.parameters);
            }}
          >
            {current === undefined && <option value={OWN}>Own values</option>}
            {presets.map((preset) => (
              <option key={preset.id} value={preset.id}>
                {preset.label}
              </option>
            ))}
          </select>
        </div>
      )}
      {officialSampling !== null && (
        <button
          type="button"
          className="quiet-button inspector-action"
          title={`${officialSampling.solver}, ${officialSampling.steps} steps, CFG ${officialSampling.cfgScale}`}
          onClick={sampleOfficially}
        >
          Sample as the paper’s run does
        </button>
      )}
    </>
  );
}

function matches(method: Method, preset: RecipeParameters, values: RecipeParameters): boolean {
  return parametersOf(method.schema).every(
    (parameter) =>
      preset[parameter.id] === undefined || preset[parameter.id] === valueOf(parameter, values),
  );
}
