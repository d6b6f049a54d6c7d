import { useLayoutEffect } from 'react';
import { usePreview } from '../state/preview';
import { useSettings } from '../state/settings';
import { useGenerated } from './useGenerated';

/** Unfolds the preview, and folds it away; the first touch of a slider unfolds it by itself. */
export function PreviewSwitch() {
  const generated = useGenerated();
  const on = usePreview((state) => state.on);
  // Before it is painted: a slider may be touched as soon as the switch is seen.
  useLayoutEffect(
    () =>
      useSettings.subscribe((now, before) => {
        const { parameters, sampling, method } = now;
        // Another method brings its own values: nobody has touched a slider.
        const touched = parameters !== before.parameters || sampling !== before.sampling;
        if (!touched || method !== before.method) return;
        usePreview.setState((preview) => (preview.closed ? preview : { on: true }));
      }),
    [],
  );
  if (!generated) return null;
  return (
    <label
      className="check-label"
      title="Some images of the class that answer while a slider moves"
    >
      <input
        type="checkbox"
        className="check"
        role="switch"
        checked={on}
        aria-checked={on}
        onChange={({ currentTarget: { checked } }) =>
          usePreview.setState({ on: checked, closed: !checked })
        }
      />
      Live preview
    </label>
  );
}
