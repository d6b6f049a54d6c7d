/**
 * labels.npy of an export: what a teacher says of each image of the set, for training with soft labels.
 * Logits, not shares: whoever trains chooses the temperature.
 */
import { StillroomError } from '../../core/errors';

/** A row of the file: an image's logits, [classes]; absent where the set has hard labels. */
export interface LabelRow {
  readonly file: string;
  readonly logits?: Float32Array | undefined;
}

/** numpy's format 1.0 starts its data at a multiple of this. */
const ALIGNMENT = 64;
const PREAMBLE_BYTES = 10;

function npyHead(rows: number, columns: number): Uint8Array {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const bare = PREAMBLE_BYTES + dictionary.length + 1;
  const header = `${dictionary}${' '.repeat((ALIGNMENT - (bare % ALIGNMENT)) % ALIGNMENT)}\n`;
  const preamble = [0x93, ...new TextEncoder().encode('NUMPY'), 1, 0];
  const length = [header.length & 255, header.length >> 8];
  return Uint8Array.from([...preamble, ...length, ...new TextEncoder().encode(header)]);
}

/**
 * The file, float32 [images, classes].
 * @param images in the manifest's order
 * @returns null where no image has logits
 * @throws StillroomError BadParameter where only some have them, ShapeMismatch for a wrong number
 */
export function labelsFile(
  images: readonly LabelRow[],
  classes: number,
): Uint8Array<ArrayBuffer> | null {
  const labelled = images.filter(({ logits }) => logits !== undefined);
  if (labelled.length === 0) return null;
  const head = npyHead(images.length, classes);
  const file = new Uint8Array(head.length + 4 * images.length * classes);
  file.set(head);
  const view = new DataView(file.buffer);
  for (const [row, { file: name, logits }] of images.entries()) {
    if (logits === undefined) {
      throw new StillroomError(
        'BadParameter',
        `${name} has no soft label, and ${labelled.length} other images have one. Label all images or none.`,
        { file: name },
      );
    }
    if (logits.length !== classes) {
      throw new StillroomError(
        'ShapeMismatch',
        `The soft label of ${name} has ${logits.length} numbers, and there are ${classes} classes. Ask a teacher of these classes.`,
        { expected: classes, received: logits.length },
      );
    }
    const from = head.length + 4 * row * classes;
    for (const [column, value] of logits.entries()) view.setFloat32(from + 4 * column, value, true);
  }
  return file;
}
