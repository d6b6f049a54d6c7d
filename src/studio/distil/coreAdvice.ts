/** What to do where classes do not give as many cores as images are asked for. */
import type { CoresOfClass } from '../../run/stages/core-supply';

export interface CoreAdvice {
  /** A sentence a class that has something to say, by its name. */
  readonly lines: readonly string[];
  /** Images a class that every class gives from its clusters; null where one gives none, or all do. */
  readonly make: number | null;
  /** Images a class that need images in no cluster; null where that does not help every class. */
  readonly fill: number | null;
}

function line(name: string, wanted: number, { fromNoise, supply, problem }: CoresOfClass) {
  if (problem === null) {
    if (fromNoise === 0) return null;
    return `${name} gives ${wanted} cores, ${fromNoise} of them from images in no cluster.`;
  }
  if (supply === null) return `${name}: ${problem}`;
  const { supported, nearest } = supply;
  const filled =
    nearest > supported
      ? ` ${nearest} are possible with ${nearest - supported} from images in no cluster.`
      : '';
  return `${name} gives ${supported} of ${wanted} cores.${filled}`;
}

/** @param classes shown name and what was found, in the order of the page */
export function coreAdvice(
  wanted: number,
  classes: readonly { readonly name: string; readonly cores: CoresOfClass }[],
): CoreAdvice {
  const lines = classes.flatMap(({ name, cores }) => line(name, wanted, cores) ?? []);
  const short = classes.map(({ cores }) => cores).filter(({ problem }) => problem !== null);
  const supplies = short.flatMap(({ supply }) => supply ?? []);
  const all = short.length > 0 && supplies.length === short.length;
  const least = Math.min(...supplies.map(({ supported }) => supported));
  const nearest = new Set(supplies.map((supply) => supply.nearest));
  const [fill] = nearest;
  const byNoise = supplies.every((supply) => supply.nearest > supply.supported);
  return {
    lines,
    make: all && least > 0 ? least : null,
    fill: all && byNoise && nearest.size === 1 && fill !== undefined ? fill : null,
  };
}
