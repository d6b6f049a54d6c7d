/**
 * How an AVIF or HEIF is to be turned: the transformative properties `irot` and `imir` of its
 * primary item (ISO/IEC 23008-12, 6.5.10 and 6.5.12), in the order in which they are associated.
 *
 * They are taken out by setting their associations to property 0, "none": then the decoder turns
 * nothing, in any browser.
 */
import type { OrientationValue, Patch, StatedOrientation } from './exif';
import { boxesInside, boxesOf, viewOf, type IsoBox } from './iso-boxes';
import { followedBy } from './orientation-matrix';

/** Turns by quarters counter-clockwise as Exif values. */
const QUARTERS: readonly OrientationValue[] = [1, 8, 3, 6];

interface Association {
  /** From 1 on; 0 is none. */
  readonly property: number;
  readonly at: number;
  readonly bytes: 1 | 2;
}

/** The associations of an item in an `ipma` box. */
function associationsOf(bytes: Uint8Array, box: IsoBox, item: number): Association[] {
  const view = viewOf(bytes);
  const wideItems = view.getUint8(box.start) > 0;
  const wide = (view.getUint8(box.start + 3) & 1) === 1;
  const count = view.getUint32(box.start + 4);
  const found: Association[] = [];
  let at = box.start + 8;
  const idBytes = wideItems ? 4 : 2;
  for (let i = 0; i < count && at + idBytes + 1 <= box.end; i++) {
    const id = wideItems ? view.getUint32(at) : view.getUint16(at);
    const associations = view.getUint8(at + idBytes);
    at += idBytes + 1;
    for (let j = 0; j < associations && at + (wide ? 2 : 1) <= box.end; j++) {
      const property = wide ? view.getUint16(at) & 0x7fff : view.getUint8(at) & 0x7f;
      if (id === item) found.push({ property, at, bytes: wide ? 2 : 1 });
      at += wide ? 2 : 1;
    }
  }
  return found;
}

function primaryItem(bytes: Uint8Array, meta: readonly IsoBox[]): number | undefined {
  const box = meta.find(({ type }) => type === 'pitm');
  if (box === undefined || box.end - box.start < 6) return undefined;
  const view = viewOf(bytes);
  const wide = view.getUint8(box.start) > 0;
  if (wide && box.end - box.start < 8) return undefined;
  return wide ? view.getUint32(box.start + 4) : view.getUint16(box.start + 4);
}

/** What a property does; undefined for those that turn nothing. */
function turnOf(bytes: Uint8Array, { type, start, end }: IsoBox): OrientationValue | undefined {
  if (start >= end) return undefined;
  const value = bytes[start] ?? 0;
  if (type === 'irot') return QUARTERS[value & 3];
  // Axis 0 swaps top and bottom, axis 1 left and right.
  if (type === 'imir') return (value & 1) === 0 ? 4 : 2;
  return undefined;
}

/** @param bytes of a file whose boxes are whole */
export function avifOrientation(bytes: Uint8Array): StatedOrientation | undefined {
  const meta = boxesInside(bytes, boxesOf(bytes, 0, bytes.length), 'meta', 4);
  const item = primaryItem(bytes, meta);
  const iprp = boxesInside(bytes, meta, 'iprp', 0);
  const properties = boxesInside(bytes, iprp, 'ipco', 0);
  if (item === undefined) return undefined;
  let value: OrientationValue = 1;
  const patches: Patch[] = [];
  for (const box of iprp) {
    if (box.type !== 'ipma' || box.end - box.start < 8) continue;
    for (const association of associationsOf(bytes, box, item)) {
      const property = properties[association.property - 1];
      const turn = property === undefined ? undefined : turnOf(bytes, property);
      if (turn === undefined) continue;
      value = followedBy(value, turn);
      patches.push({ at: association.at, bytes: association.bytes === 2 ? [0, 0] : [0] });
    }
  }
  return patches.length === 0 ? undefined : { value, patches };
}
