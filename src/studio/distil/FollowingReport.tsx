import { usePictures, pictureAt } from '../state/pictures';
import type { Place } from '../state/view';
import { Explain } from '../words/Explain';
import { followingRows, markOf } from './followingWords';

const EXPLANATION =
  'A picture follows its core when that core is the nearest of the class’s cores. Own core over others: its ' +
  'distance to its core over the mean distance to the other cores, below 1 where it is nearer to its own. Over ' +
  'next real: its distance to its core over the way from there to the core’s nearest other real image; below ' +
  '0.5 it is a copy of the core.';

/** What the finished image is to its core, and how sharp and large it is beside the class. */
export function FollowingReport({ place }: { readonly place: Place }) {
  const picture = usePictures((state) => pictureAt(state, place.folder, place.index));
  const problem = usePictures((state) => state.problems.get(place.folder) ?? null);
  if (picture === null) {
    return problem === null ? null : <p className="muted small">Not measured: {problem}</p>;
  }
  const rows = followingRows(picture);
  const real = markOf(picture)?.kind === 'real';
  return (
    <section className="following-report" aria-label="Beside its core and its class">
      {real && <p className="small">Real image: nothing was made, so it follows no core.</p>}
      {rows.length > 0 && (
        <div className="explained">
          <h4 className="small">Beside its core</h4>
          <Explain about="Beside its core" text={EXPLANATION} />
        </div>
      )}
      {rows.length > 0 && (
        <table className="numbers small">
          <caption className="visually-hidden">Distances to its core</caption>
          <thead>
            <tr>
              <th scope="col">Measured in</th>
              <th scope="col">Follows its core</th>
              <th scope="col">Own core over others</th>
              <th scope="col">Over next real</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ space, follows, ratio, copies }) => (
              <tr key={space}>
                <th scope="row">{space}</th>
                <td>{follows}</td>
                <td>{ratio}</td>
                <td>{copies}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="small muted">
        Sharpness {picture.sharpness?.toFixed(2) ?? 'unknown'}, latent norm{' '}
        {picture.norm?.toFixed(2) ?? 'unknown'}: each over that of the class’s real images, so that
        1 is as theirs.
      </p>
    </section>
  );
}
