/** What a picture is to its core, in words: for its tile, and for who cannot see the mark. */
import { COPY_BOUND, isCopy, type Following } from '../../core/metrics/follows';
import type { PictureNumbers } from '../../run/results/picture-numbers';
import { copiesCore } from '../../run/results/picture-summary';

export interface PictureMark {
  readonly kind: 'follows' | 'strays' | 'copy' | 'real';
  /** One or two words. */
  readonly text: string;
  /** A sentence with the numbers. */
  readonly detail: string;
}

const share = (value: number): string => value.toFixed(2);

function sentence(space: string, { follows, ratio, copies }: Following): string {
  const parts = [
    ...(follows === null || ratio === null
      ? []
      : [
          `${follows ? 'its own core is the nearest' : 'another core is nearer'} (${share(ratio)} of the distance to the others)`,
        ]),
    ...(copies === null
      ? []
      : [
          `${share(copies)} of the way from its core to the next real image${copies < COPY_BOUND ? ', a copy' : ''}`,
        ]),
  ];
  return parts.length === 0 ? '' : `In ${space} ${parts.join('; ')}.`;
}

/** "In pixels ... In latents ..." */
export function followingDetail({
  inPixels,
  inLatents,
}: Pick<PictureNumbers, 'inPixels' | 'inLatents'>): string {
  const said = [
    inPixels === null ? '' : sentence('pixels', inPixels),
    inLatents === null ? '' : sentence('latents', inLatents),
  ];
  return said.filter((one) => one !== '').join(' ');
}

/** Null for a generated picture without a core, and where nothing can be said. */
export function markOf(picture: PictureNumbers): PictureMark | null {
  const { origin, inPixels } = picture;
  if (origin === 'real') {
    return { kind: 'real', text: 'real image', detail: 'An image of the class as it is.' };
  }
  if (inPixels === null) return null;
  const detail = followingDetail(picture);
  if (copiesCore(picture)) return { kind: 'copy', text: 'copy', detail };
  if (inPixels.follows === null) return null;
  return inPixels.follows
    ? { kind: 'follows', text: 'follows', detail }
    : { kind: 'strays', text: 'strays', detail };
}

/** A row of the report: a space, and what the picture is there; "–" for what cannot be said. */
export interface FollowingRow {
  readonly space: string;
  readonly follows: string;
  readonly ratio: string;
  readonly copies: string;
}

export function followingRows({
  inPixels,
  inLatents,
}: Pick<PictureNumbers, 'inPixels' | 'inLatents'>): readonly FollowingRow[] {
  const row = (space: string, one: Following | null): FollowingRow[] =>
    one === null
      ? []
      : [
          {
            space,
            follows: one.follows === null ? '–' : one.follows ? 'yes' : 'no',
            ratio: one.ratio === null ? '–' : share(one.ratio),
            copies:
              one.copies === null ? '–' : `${share(one.copies)}${isCopy(one) ? ', a copy' : ''}`,
          },
        ];
  return [...row('Pixels', inPixels), ...row('Latents', inLatents)];
}
