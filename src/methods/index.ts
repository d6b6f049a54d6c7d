/** Every method, in the order of the page's list. A new one is a folder and a line here. */
import { StillroomError } from '../core/errors';
import { closestReal } from './baselines/closest-real';
import { d4m } from './baselines/d4m';
import { herding } from './baselines/herding';
import { kCentre } from './baselines/k-centre';
import { randomReal } from './baselines/random-real';
import { coda } from './coda';
import { dmgd } from './dmgd';
import { manifold } from './manifold';
import { joint } from './joint';
import type { Method } from './method';
import { mixed } from './mixed';
import { modeGuidance } from './mode-guidance';
import { plain } from './plain';
import { rded } from './rded';
import { selection } from './windows';

export const methods: readonly Method[] = [
  coda,
  dmgd,
  modeGuidance,
  manifold,
  joint,
  mixed,
  selection,
  rded,
  plain,
  d4m,
  closestReal,
  herding,
  kCentre,
  randomReal,
];

/** @throws StillroomError BadParameter */
export function methodById(id: string): Method {
  const method = methods.find((candidate) => candidate.id === id);
  if (method) return method;
  throw new StillroomError(
    'BadParameter',
    `There is no method "${id}"; known are ${methods.map((known) => known.id).join(', ')}.`,
    { method: id },
  );
}
