/** A set as it is kept, without what a clock says of it. */
import type { RunRecord, StoredImage } from '../../../src/run/results/records';
import type { Runs } from '../../../src/run/results/runs';

export interface KeptSet {
  readonly hash: string | null;
  readonly classHashes: RunRecord['classHashes'];
  readonly state: RunRecord['state'];
  readonly problems: RunRecord['problems'];
  readonly images: readonly { readonly place: object; readonly image: object | null }[];
}

function withoutClock({ seconds: _seconds, ...image }: StoredImage): object {
  return image;
}

export async function keptSet(runs: Runs, handle: string): Promise<KeptSet> {
  const record = await runs.get(handle);
  if (record === undefined) throw new Error(`no run ${handle}`);
  const { hash, classHashes, state, problems } = record;
  const images = [];
  for (const place of await runs.finishedOf(record)) {
    const image = await runs.image(place.key);
    images.push({ place, image: image === undefined ? null : withoutClock(image) });
  }
  return { hash, classHashes, state, problems, images };
}
