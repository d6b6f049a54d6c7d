/** What is wrong with one import, by the rooms' rules. */
import { KEPT_PACKAGES, PURE, ROOMS } from './rooms';

const lies = (path: string, room: string) => path === room || path.startsWith(`${room}/`);

/** The smallest room that holds a path of ours. */
export function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS)
    .filter((room) => lies(path, room))
    .sort((a, b) => b.length - a.length)[0];
}

/** Tests of the page without a browser see its stores and its arithmetic, and draw nothing. */
function drawsWithoutBrowser(from: string, target: string): boolean {
  return lies(from, 'test/unit') && lies(target, 'src/studio') && target.endsWith('.tsx');
}

function faultOfPackage(from: string, name: string): string | null {
  const kept = KEPT_PACKAGES.find(({ packages }) => packages.test(name));
  if (kept !== undefined && !kept.rooms.some((room) => lies(from, room))) return kept.because;
  const pure = Object.keys(PURE).find((room) => lies(from, room));
  if (pure === undefined || PURE[pure]?.some((allowed) => allowed.test(name))) return null;
  return `${pure} must stay pure`;
}

/** @param target a path of ours, or a package's name */
export function fault(from: string, target: string, ours: boolean): string | null {
  const own = roomOf(from);
  const room = own === undefined ? undefined : ROOMS[own];
  if (own === undefined || room === undefined) return `${from} lies in no room`;
  if (!ours) return faultOfPackage(from, target);
  const theirs = roomOf(target);
  if (theirs === undefined) return `${target} lies in no room`;
  if (drawsWithoutBrowser(from, target)) return 'test/unit must not see what only a page can draw';
  const seen = theirs === own || room.sees.some((one) => lies(target, one));
  return seen ? null : `${own} must not see ${theirs}`;
}
