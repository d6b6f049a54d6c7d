/**
 * Points, colours and rotations of a scene description: three numbers, and 3 x 3 matrices whose
 * columns are a shape's own axes in the world. Used when a scene is put together, never per ray.
 */
import { cosine, sine } from '../tracing/exact-math';

/** A point or direction (x right, y up, z towards the camera), or a linear RGB colour. */
export type Triple = readonly [number, number, number];

/** Row-major 3 x 3 rotation: world = rotation * local. */
export type Rotation = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export const UPRIGHT: Rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export function rotate(m: Rotation, [x, y, z]: Triple): Triple {
  return [
    m[0] * x + m[1] * y + m[2] * z,
    m[3] * x + m[4] * y + m[5] * z,
    m[6] * x + m[7] * y + m[8] * z,
  ];
}

/** The rotation that does `inner` first and `outer` after it. */
export function compose(outer: Rotation, inner: Rotation): Rotation {
  const column = (i: 0 | 1 | 2): Triple =>
    rotate(outer, [inner[i], inner[i + 3] ?? 0, inner[i + 6] ?? 0]);
  const a = column(0);
  const b = column(1);
  const c = column(2);
  return [a[0], b[0], c[0], a[1], b[1], c[1], a[2], b[2], c[2]];
}

/** Turn about the vertical axis, radians. */
export function yaw(angle: number): Rotation {
  const c = cosine(angle);
  const s = sine(angle);
  return [c, 0, s, 0, 1, 0, -s, 0, c];
}

/** Turn about the x axis, radians: positive tips the top towards the camera. */
export function pitch(angle: number): Rotation {
  const c = cosine(angle);
  const s = sine(angle);
  return [1, 0, 0, 0, c, -s, 0, s, c];
}

/** Turn about the z axis, radians: positive tips the top to the left. */
export function roll(angle: number): Rotation {
  const c = cosine(angle);
  const s = sine(angle);
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

export function length([x, y, z]: Triple): number {
  return Math.sqrt(x * x + y * y + z * z);
}

export function normalize(v: Triple): Triple {
  const scale = 1 / (length(v) || 1);
  return [v[0] * scale, v[1] * scale, v[2] * scale];
}

export function cross(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** A rotation that lays the local y axis along `direction`. */
export function alignY(direction: Triple): Rotation {
  const y = normalize(direction);
  const helper: Triple = Math.abs(y[1]) < 0.95 ? [0, 1, 0] : [0, 0, 1];
  const x = normalize(cross(y, helper));
  const z = cross(x, y);
  return [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]];
}

export function blendColor(a: Triple, b: Triple, amount: number): Triple {
  return [
    a[0] + (b[0] - a[0]) * amount,
    a[1] + (b[1] - a[1]) * amount,
    a[2] + (b[2] - a[2]) * amount,
  ];
}

/** A linear RGB colour from the usual 0xrrggbb; the curve is a square, near enough to sRGB's. */
export function color(hex: number): Triple {
  const linear = (byte: number): number => (byte / 255) * (byte / 255);
  return [linear((hex >> 16) & 255), linear((hex >> 8) & 255), linear(hex & 255)];
}
