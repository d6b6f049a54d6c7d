import { useStage } from '../../state/stage';
import { useView } from '../../state/view';

/** Core and image beside each other, or in one place; and the core for a look. */
export function CompareModes({ disabled }: { readonly disabled: boolean }) {
  const inPlace = useStage((state) => state.inPlace);
  const flipped = useView((state) => state.flipped);
  const choose = (together: boolean) => useStage.setState({ inPlace: together });
  return (
    <div className="compare-modes">
      <div className="segments">
        <button type="button" aria-pressed={!inPlace} onClick={() => choose(false)}>
          Side by side
        </button>
        <button
          type="button"
          aria-pressed={inPlace}
          disabled={disabled}
          onClick={() => choose(true)}
        >
          In one place
        </button>
      </div>
      <button
        type="button"
        className="quiet-button"
        aria-pressed={flipped}
        disabled={disabled}
        onClick={() => useView.setState({ flipped: !flipped })}
      >
        Core in place <kbd>Space</kbd>
      </button>
    </div>
  );
}
