/**
 * When a number does not mean what it seems to. A set of the class's own images lies in the balls of the
 * class by definition; a set of smears lies near everything, and distances between latents reward it.
 */
import type { OwnNames } from '../../core/by-name';
import type { ClassPictures } from './picture-numbers';
import { pictureSummary } from './picture-summary';

/** Numbers that are distances between latents, or made of them. */
const BY_DISTANCE = ['coverage', 'density', 'precision', 'frechet', 'transport'] as const;

const REAL =
  'These are images of the class: each lies in its own ball, so that this says nothing of the set.';

function smears({ pictures, lowest }: ClassPictures): string | null {
  const { sharpness, norm } = pictureSummary(pictures);
  const below = (value: number | null, least: number | null) =>
    value !== null && least !== null && value < least;
  const smooth = below(sharpness, lowest.sharpness);
  const small = below(norm, lowest.norm);
  if (!smooth && !small) return null;
  const what = [
    ...(smooth ? [`smoother (${sharpness?.toFixed(2)} of their sharpness)`] : []),
    ...(small ? [`weaker in their latents (${norm?.toFixed(2)} of their norm)`] : []),
  ].join(' and ');
  return `The pictures are ${what} than 95 of 100 real images: distances reward what shows little, so look at the pictures.`;
}

/** By the number's name; a set of smears and one of real images are no winners by distance. */
export function remarksOn(found: ClassPictures): OwnNames<string> {
  const real = found.pictures.length > 0 && found.pictures.every(({ origin }) => origin === 'real');
  if (real) return { precision: REAL, density: REAL };
  const smear = smears(found);
  return smear === null ? {} : Object.fromEntries(BY_DISTANCE.map((name) => [name, smear]));
}
