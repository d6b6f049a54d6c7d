/**
 * Value noise: random numbers on the integer lattice, smoothly interpolated between.
 *
 * Cheaper than gradient noise and, summed over a few octaves, good enough for soil, clouds, glaze
 * and stone. The lattice numbers come from an integer hash, not from the run's generator: a texture
 * must be a pure function of the place, whatever the order in which places are asked for.
 */

/** A number in [0, 1) for a lattice point. */
export function latticeValue(x: number, y: number, z: number): number {
  let h =
    Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(z | 0, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}

/** Noise in [0, 1) over the plane; `layer` chooses one of independent sheets. */
export function planeNoise(x: number, y: number, layer: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  let fx = x - ix;
  let fy = y - iy;
  fx = fx * fx * (3 - 2 * fx);
  fy = fy * fy * (3 - 2 * fy);
  const a = latticeValue(ix, iy, layer);
  const b = latticeValue(ix + 1, iy, layer);
  const c = latticeValue(ix, iy + 1, layer);
  const d = latticeValue(ix + 1, iy + 1, layer);
  const low = a + (b - a) * fx;
  return low + (c + (d - c) * fx - low) * fy;
}

/** Noise in [0, 1) over space. */
export function spaceNoise(x: number, y: number, z: number): number {
  const iz = Math.floor(z);
  let fz = z - iz;
  fz = fz * fz * (3 - 2 * fz);
  const near = planeNoise(x, y, iz);
  return near + (planeNoise(x, y, iz + 1) - near) * fz;
}

/** `octaves` sheets of plane noise, each twice as fine and half as strong as the last; in [0, 1). */
export function layeredNoise(x: number, y: number, layer: number, octaves: number): number {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  let px = x;
  let py = y;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * planeNoise(px, py, layer + octave);
    total += weight;
    weight *= 0.5;
    // Turned and shifted a little, so that the lattices of two octaves never line up.
    const turned = 1.6 * px + 1.2 * py + 3.1;
    py = 1.6 * py - 1.2 * px + 1.7;
    px = turned;
  }
  return sum / total;
}
