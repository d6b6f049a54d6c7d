import { useShallow } from 'zustand/react/shallow';
import { PixelCanvas } from '../picture/PixelCanvas';
import { Picture } from '../picture/Picture';
import { usePreview } from '../state/preview';
import { useSelection } from '../state/selection';
import { oneStep } from './oneStep';

const SIDE = 80;

/** What guidance does, on the person's own images: one step without it, with it, and the core that it pulls to. */
export function OneStepPictures() {
  const folder = useSelection((state) => state.folder);
  const found = usePreview(useShallow(oneStep));
  const on = usePreview((state) => state.on);
  const core = usePreview(({ cores }) => cores[found?.image ?? 0] ?? null);
  if (found === null || folder === null) {
    return (
      <p className="one-step-words">
        {on
          ? 'A picture of one step, without guidance and with it, comes with the live preview.'
          : 'Switch the live preview on in Distill to see one step without guidance and with it, on your own images.'}
      </p>
    );
  }
  const { step, total, image, plain, guided, side } = found;
  return (
    <figure className="one-step" aria-label={`Step ${step} of ${total} of image ${image + 1}`}>
      <ul>
        <li>
          <PixelCanvas pixels={plain} size={side} side={SIDE} label="Without guidance" />
          <span>Without guidance</span>
        </li>
        <li>
          <PixelCanvas pixels={guided} size={side} side={SIDE} label="With guidance" />
          <span>With guidance</span>
        </li>
        {core !== null && (
          <li>
            <Picture folder={folder} image={core} kind="thumbnail" side={SIDE} alt="The core" />
            <span>The core</span>
          </li>
        )}
      </ul>
      <figcaption>
        At step {step} of {total}, from the same noise: what the model takes the image to be when
        left alone, and when guided
        {core === null ? '.' : ' towards its core, the real image that stands for a group.'}
      </figcaption>
    </figure>
  );
}
