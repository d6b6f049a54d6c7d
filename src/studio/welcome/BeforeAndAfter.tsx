import { formatCount } from '../job-bar/duration';
import after from './after.webp';
import before from './before.webp';
import figure from './figure.json';

/** The sample collection, and what was distilled of it: made by `npm run sample:first-screen`. */
export function BeforeAndAfter() {
  const { real, made, classes } = figure;
  return (
    <figure className="before-after">
      <img
        src={before}
        width={figure.before.width}
        height={figure.before.height}
        alt={`All ${formatCount(real)} images of the sample collection, very small, in ${classes} classes`}
      />
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M3 12h17m-6-6 6 6-6 6" />
      </svg>
      <img
        className="picture"
        src={after}
        width={figure.after.width}
        height={figure.after.height}
        alt={`The ${made} images that were distilled of it, ${made / classes} of each class`}
      />
      <figcaption className="small muted">
        The sample collection: {formatCount(real)} images become {made}, by CoDA with the model that
        comes with this page.
      </figcaption>
    </figure>
  );
}
