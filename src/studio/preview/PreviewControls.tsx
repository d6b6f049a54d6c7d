import { randomSeed } from './randomSeed';
import { MOST_PREVIEWS, usePreview } from '../state/preview';

/** How many pictures, from which noise, and the look at them without guidance. */
export function PreviewControls() {
  const count = usePreview((state) => state.count);
  const locked = usePreview((state) => state.locked);
  const before = usePreview((state) => state.before);
  const hold = (held: boolean) => usePreview.setState({ before: held });
  return (
    <div className="preview-controls">
      <label className="check-label">
        Pictures
        <select
          className="select"
          value={count}
          onChange={(event) => usePreview.setState({ count: Number(event.currentTarget.value) })}
        >
          {Array.from({ length: MOST_PREVIEWS }, (_, i) => (
            <option key={i}>{i + 1}</option>
          ))}
        </select>
      </label>
      <label
        className="check-label"
        title="The preview starts from the run’s own noise, so that it shows the images that the run will make"
      >
        <input
          type="checkbox"
          className="check"
          checked={locked}
          onChange={(event) =>
            usePreview.setState({ locked: event.currentTarget.checked, seed: randomSeed() })
          }
        />
        The run’s noise
      </label>
      {!locked && (
        <button
          type="button"
          className="quiet-button"
          onClick={() => usePreview.setState({ seed: randomSeed() })}
        >
          New noise
        </button>
      )}
      <button
        type="button"
        className="button preview-before"
        aria-pressed={before}
        title="Hold: the same images as the model makes them from the same noise without guidance"
        onPointerDown={() => hold(true)}
        onPointerUp={() => hold(false)}
        onPointerLeave={() => hold(false)}
        onPointerCancel={() => hold(false)}
        onKeyDown={(event) => {
          if (event.key === ' ' || event.key === 'Enter') hold(true);
        }}
        onKeyUp={() => hold(false)}
        onBlur={() => hold(false)}
      >
        Without guidance <kbd>b</kbd>
      </button>
    </div>
  );
}
