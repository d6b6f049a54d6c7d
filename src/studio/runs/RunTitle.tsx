import { useCommands } from '../commandsContext';
import { useModel } from '../state/model';
import { useSettings } from '../state/settings';
import { useShown } from '../state/shown';
import { useCurrentKey } from './currentKey';
import { runName } from './runName';

/** Whose images these are, and where the settings are others by now: that, and the way back. */
export function RunTitle() {
  const commands = useCommands();
  const run = useShown((state) => state.run);
  const key = useCurrentKey();
  const settings = useSettings();
  const pack = useModel((state) => state.pack);
  if (run === null) {
    const asked = runName({ ...settings, packId: pack?.id ?? '', madeAgain: 0 }, pack);
    return (
      <div className="run-title">
        <h2>{asked.name}</h2>
        <span className="small muted">{asked.detail} · not made yet</span>
      </div>
    );
  }
  return (
    <div className="run-title">
      <h2>{run.name}</h2>
      <span className="small muted">{run.detail}</span>
      {key !== null && run.key !== key && (
        <span className="chip small">
          made with other settings
          <button
            type="button"
            className="quiet-button"
            onClick={() => void commands.takeSettings(run.id)}
          >
            Use its settings
          </button>
        </span>
      )}
    </div>
  );
}
