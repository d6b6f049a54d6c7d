/**
 * Signed distances to the six solids of scene/shape.ts, in a shape's own coordinates.
 *
 * Negative inside. `data` is the packed scene and `o` the place of the shape's first size in it.
 * Ellipsoids use the usual first-order estimate |p/r| (|p/r| - 1) / |p/r^2|, panels the largest of
 * their three slabs' distances; both never overshoot by much, and the march takes a little less than
 * the full step. The others are exact. After Hart, "Sphere tracing", The Visual Computer 12 (1996).
 */

function ellipsoidDistance(x: number, y: number, z: number, data: Float64Array, o: number): number {
  const rx = data[o] as number;
  const ry = data[o + 1] as number;
  const rz = data[o + 2] as number;
  const ax = x / rx;
  const ay = y / ry;
  const az = z / rz;
  const bx = ax / rx;
  const by = ay / ry;
  const bz = az / rz;
  const k0 = Math.sqrt(ax * ax + ay * ay + az * az);
  const k1 = Math.sqrt(bx * bx + by * by + bz * bz);
  let d = k1 > 1e-6 ? (k0 * (k0 - 1)) / k1 : -ry;
  const shell = data[o + 5] as number;
  if (shell > 0) d = Math.abs(d) - shell;
  const below = (data[o + 3] as number) - y;
  if (below > d) d = below;
  const above = y - (data[o + 4] as number);
  return above > d ? above : d;
}

function limbDistance(x: number, y: number, z: number, data: Float64Array, o: number): number {
  const r1 = data[o] as number;
  const r2 = data[o + 1] as number;
  const half = data[o + 2] as number;
  const q = Math.sqrt(x * x + z * z);
  const h = y + half;
  const b = (r1 - r2) / (2 * half);
  const a = Math.sqrt(b * b < 1 ? 1 - b * b : 0);
  const k = a * h - b * q;
  if (k < 0) return Math.sqrt(q * q + h * h) - r1;
  if (k > 2 * a * half) {
    const top = h - 2 * half;
    return Math.sqrt(q * q + top * top) - r2;
  }
  return q * a + h * b - r1;
}

function boxDistance(x: number, y: number, z: number, data: Float64Array, o: number): number {
  const round = data[o + 3] as number;
  const qx = Math.abs(x) - (data[o] as number) + round;
  const qy = Math.abs(y) - (data[o + 1] as number) + round;
  const qz = Math.abs(z) - (data[o + 2] as number) + round;
  let inside = qx > qy ? qx : qy;
  if (qz > inside) inside = qz;
  if (inside <= 0) return inside - round;
  const ox = qx > 0 ? qx : 0;
  const oy = qy > 0 ? qy : 0;
  const oz = qz > 0 ? qz : 0;
  return Math.sqrt(ox * ox + oy * oy + oz * oz) - round;
}

function frustumDistance(x: number, y: number, z: number, data: Float64Array, o: number): number {
  const r1 = data[o] as number;
  const r2 = data[o + 1] as number;
  const half = data[o + 2] as number;
  const sides = data[o + 4] as number;
  let q: number;
  if (sides === 0) {
    q = Math.sqrt(x * x + z * z);
  } else {
    const ax = Math.abs(x);
    const az = Math.abs(z);
    q = ax > az ? ax : az;
    const slanted = (ax + az) * Math.SQRT1_2;
    if (sides === 8 && slanted > q) q = slanted;
  }
  const rim = y < 0 ? r1 : r2;
  const ax = q > rim ? q - rim : 0;
  const ay = Math.abs(y) - half;
  const kx = r2 - r1;
  const ky = 2 * half;
  let t = ((r2 - q) * kx + (half - y) * ky) / (kx * kx + ky * ky);
  t = t < 0 ? 0 : t > 1 ? 1 : t;
  const bx = q - r2 + kx * t;
  const by = y - half + ky * t;
  const sign = bx < 0 && ay < 0 ? -1 : 1;
  const da = ax * ax + ay * ay;
  const db = bx * bx + by * by;
  return sign * Math.sqrt(da < db ? da : db) - (data[o + 3] as number);
}

function ringDistance(x: number, y: number, z: number, data: Float64Array, o: number): number {
  const q = Math.sqrt(x * x + y * y) - (data[o] as number);
  const d = Math.sqrt(q * q + z * z) - (data[o + 1] as number);
  const behind = (data[o + 2] as number) - x;
  return behind > d ? behind : d;
}

function panelDistance(x: number, y: number, z: number, data: Float64Array, o: number): number {
  const low = data[o] as number;
  const high = data[o + 1] as number;
  const half = data[o + 2] as number;
  const lean = data[o + 5] as number;
  const rise = y / half;
  const middle = low + (high - low) * (rise * 0.5 + 0.5);
  const across = x - lean * y;
  const slope = Math.abs(lean) + Math.abs(high - low) / (2 * half);
  let d = (Math.abs(across) - middle) / Math.sqrt(1 + slope * slope);
  const tall = Math.abs(y) - half;
  if (tall > d) d = tall;
  const billow = data[o + 4] as number;
  const wide = low > high ? low : high;
  const u = across / wide;
  const swell = (1 - u * u) * (1 - rise * rise);
  const deep = Math.abs(z - (swell > 0 ? billow * swell : 0)) - (data[o + 3] as number);
  return deep > d ? deep : d;
}

/** Distance from a point in the shape's own coordinates to the shape of this kind. */
export function shapeDistance(
  kind: number,
  x: number,
  y: number,
  z: number,
  data: Float64Array,
  o: number,
): number {
  switch (kind) {
    case 0:
      return ellipsoidDistance(x, y, z, data, o);
    case 1:
      return limbDistance(x, y, z, data, o);
    case 2:
      return boxDistance(x, y, z, data, o);
    case 3:
      return frustumDistance(x, y, z, data, o);
    case 4:
      return ringDistance(x, y, z, data, o);
    default:
      return panelDistance(x, y, z, data, o);
  }
}
