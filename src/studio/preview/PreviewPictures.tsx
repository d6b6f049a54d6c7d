import { useRef } from 'react';
import { useSize } from '../charts/useSize';
import { PixelCanvas } from '../picture/PixelCanvas';
import { usePreview } from '../state/preview';
import { isOld, shownPictures, shownStrip } from './shownStrip';

const GAP = 8;
/** Share of the window's height that the pictures take at most. */
const HEIGHT_SHARE = 0.25;

/** The pictures, all of one preview; a click chooses the one whose guidance is reported. */
export function PreviewPictures({ name }: { readonly name: string }) {
  const frame = useRef<HTMLUListElement>(null);
  const { width } = useSize(frame);
  const state = usePreview();
  const strip = shownStrip(state);
  const shown = strip === null ? null : shownPictures(strip, state.step);
  const count = strip?.count ?? state.count;
  const side = pictureSide(width, count);
  return (
    <ul
      className={`preview-pictures ${isOld(state) ? 'is-old' : ''}`}
      aria-label={`Preview of ${name}`}
      data-generation={strip?.generation}
      data-wanted={state.wanted}
      ref={frame}
      style={{ minHeight: side }}
    >
      {Array.from({ length: count }, (_, i) => {
        const pixels = shown?.pixels[i];
        const label = `Preview of ${name}, image ${i + 1}`;
        return (
          <li key={i}>
            {pixels === undefined || shown === null ? (
              <span className="picture-waiting" style={{ width: side, height: side }} />
            ) : (
              <button
                type="button"
                aria-label={label}
                aria-pressed={state.chosen === i}
                onClick={() => usePreview.setState({ chosen: i })}
              >
                <PixelCanvas pixels={pixels} size={shown.side} side={side} label={label} />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** A multiple of 16, so that the latents' own pixels stay even. */
function pictureSide(width: number, count: number): number {
  const wide = (width - (count - 1) * GAP) / count;
  const high = window.innerHeight * HEIGHT_SHARE;
  return Math.max(48, Math.floor(Math.min(wide, high) / 16) * 16);
}
