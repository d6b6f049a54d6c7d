/** Every method, in the order of the page's list. A new one is a folder and a line here. */
import { StillroomError } from '../core/errors';
import { closestReal } from './baselines/closest-real';
import { randomReal } from './baselines/random-real';
import { coda } from './coda';
import { dmgd } from './dmgd';
import type { Method } from './method';
import { modeGuidance } from './mode-guidance';
import { plain } from './plain';

export const methods: readonly Method[] = [
  coda,
  dmgd,
  modeGuidance,
  plain,
  closestReal,
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
