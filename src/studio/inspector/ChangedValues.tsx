import { changeSettings, withSampling } from '../state/settings';
import { countOf } from '../job-bar/duration';
import type { Controls } from './useControls';
import type { ParameterScope } from './useParameter';

/** Puts all values that differ back at once; one step of undo. */
function resetAll({ changed }: Controls): void {
  changeSettings(
    ({ parameters, sampling }) => {
      const usual = (wanted: ParameterScope) =>
        changed
          .filter(({ scope }) => scope === wanted)
          .map(({ parameter: { id, default: value } }) => [id, value] as const);
      return {
        parameters: { ...parameters, ...Object.fromEntries(usual('parameters')) },
        sampling: usual('sampling').reduce(
          (shared, [id, value]) => withSampling(shared, id, value),
          sampling,
        ),
      };
    },
    'reset all',
    performance.now(),
  );
}

/** How many values differ from the preset, and the way back for all of them. Keeps its height. */
export function ChangedValues({ controls }: { readonly controls: Controls }) {
  const { changed, preset } = controls;
  const names = changed.map(({ parameter }) => parameter.label).join(', ');
  return (
    <div className={`changed-values small ${changed.length === 0 ? 'is-absent' : ''}`}>
      <span className="changed-mark" aria-hidden="true" />
      <output title={names}>
        {countOf(changed.length, 'value')} {changed.length === 1 ? 'differs' : 'differ'} from{' '}
        {preset?.label ?? 'the defaults'}
      </output>
      <button type="button" className="quiet-button" onClick={() => resetAll(controls)}>
        Reset all
      </button>
    </div>
  );
}
