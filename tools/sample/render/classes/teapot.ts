/** Teapots: blue and white porcelain, cast iron, copper, a square yellow one, and one with dots. */
import { cosine, sine } from '../tracing/exact-math';
import type { Draw } from '../scene/draw';
import { material } from '../scene/material';
import type { Material } from '../scene/material';
import { WINDOW, indoors } from '../scene/setting';
import type { Shape } from '../scene/shape';
import { box, ellipsoid, frustum, limb, ring, sphere } from '../scene/shape';
import type { SampleClass, Subject } from '../scene/subject';
import { color, yaw } from '../scene/vector';
import type { Triple } from '../scene/vector';

/** A spout on the -x side: thick where it leaves the body at `low`, thin at its mouth. */
function spout(
  low: Triple,
  bend: Triple,
  mouth: Triple,
  thick: number,
  made: Material,
): readonly Shape[] {
  return [
    limb(low, bend, thick, thick * 0.62, made, { blend: 0.08 }),
    limb(bend, mouth, thick * 0.62, thick * 0.45, made, { blend: 0.06 }),
  ];
}

function porcelain(draw: Draw): Subject {
  const r = draw.between(0.5, 0.58);
  const tall = draw.between(0.42, 0.5);
  const white = material('plain', draw.near(color(0xf4f2ec), 0.04), { gloss: 0.5 });
  const blue = draw.near(color(0x1c3c98));
  const body = material('bands', color(0xf4f2ec), {
    second: blue,
    frequency: 2.4,
    amount: draw.between(0.28, 0.42),
    gloss: 0.5,
  });
  const rim = material('plain', blue, { gloss: 0.5 });
  return {
    shapes: [
      ellipsoid([0, tall + 0.03, 0], [r, tall, r], body),
      frustum([0, 0.04, 0], 0.3, 0.26, 0.04, white, { round: 0.01 }),
      ellipsoid([0, tall * 1.82, 0], [r * 0.5, 0.1, r * 0.5], rim),
      sphere([0, tall * 1.82 + 0.14, 0], 0.075, white),
      ring([r * 0.95, tall * 1.05, 0], 0.25, 0.05, white, { from: -0.16 }),
      ...spout(
        [-r * 0.8, tall * 0.75, 0],
        [-r * 1.35, tall * 1.15, 0],
        [-r * 1.62, tall * 1.75, 0],
        0.13,
        white,
      ),
    ],
    height: tall * 2 + 0.1,
    reach: r * 1.65,
  };
}

function castIron(draw: Draw): Subject {
  const r = draw.between(0.58, 0.66);
  const tall = draw.between(0.27, 0.33);
  const iron = material('spots', draw.near(color(0x34343c), 0.1), {
    second: draw.near(color(0x50505c), 0.1),
    frequency: 11,
    amount: 0.42,
    gloss: 0.3,
  });
  const smooth = material('plain', color(0x2c2c30), { gloss: 0.3 });
  return {
    shapes: [
      ellipsoid([0, tall + 0.06, 0], [r, tall, r], iron),
      frustum([0, 0.05, 0], 0.36, 0.34, 0.05, smooth),
      ellipsoid([0, tall * 1.88, 0], [r * 0.52, 0.07, r * 0.52], smooth),
      sphere([0, tall * 1.88 + 0.11, 0], 0.06, smooth),
      ring([0, tall * 1.6, 0], 0.5, 0.035, smooth, {
        axes: [0, -1, 0, 1, 0, 0, 0, 0, 1],
        from: -0.05,
      }),
      ...spout(
        [-r * 0.8, tall * 0.9, 0],
        [-r * 1.2, tall * 1.25, 0],
        [-r * 1.35, tall * 1.7, 0],
        0.11,
        smooth,
      ),
    ],
    height: tall * 1.6 + 0.55,
    reach: r * 1.3,
  };
}

function copper(draw: Draw): Subject {
  const tall = draw.between(0.52, 0.62);
  const low = draw.between(0.46, 0.52);
  const metal = material('mottled', draw.near(color(0xd8803c), 0.08), {
    second: draw.near(color(0xb86028), 0.08),
    frequency: 5,
    amount: 0.4,
    gloss: 0.75,
    metal: true,
  });
  const wood = material('planks', draw.near(color(0x5c3418)), {
    second: color(0x38200e),
    frequency: 8,
  });
  return {
    shapes: [
      frustum([0, tall + 0.02, 0], low, 0.25, tall, metal, { round: 0.03 }),
      ellipsoid([0, tall * 2 + 0.03, 0], [0.27, 0.14, 0.27], metal, { from: 0 }),
      sphere([0, tall * 2 + 0.21, 0], 0.065, wood),
      limb([0.3, tall * 1.75, 0], [0.78, tall * 1.75, 0], 0.045, 0.04, metal),
      limb([0.74, tall * 1.78, 0], [0.64, tall * 0.7, 0], 0.06, 0.055, wood),
      limb([0.66, tall * 0.62, 0], [0.4, tall * 0.5, 0], 0.035, 0.04, metal),
      ...spout(
        [-low * 0.75, tall * 0.5, 0],
        [-low * 1.2, tall * 1.2, 0],
        [-low * 1.5, tall * 1.8, 0],
        0.11,
        metal,
      ),
    ],
    height: tall * 2 + 0.26,
    reach: 0.82,
  };
}

function square(draw: Draw): Subject {
  const half = draw.between(0.4, 0.46);
  const tall = draw.between(0.36, 0.44);
  const yellow = material('plain', draw.near(color(0xf2c21c), 0.08), { gloss: 0.35 });
  const dark = material('plain', draw.near(color(0x2c5c5c)), { gloss: 0.3 });
  return {
    shapes: [
      box([0, tall, 0], [half, tall, half], 0.09, yellow),
      box([0, tall * 2 + 0.03, 0], [half * 0.8, 0.04, half * 0.8], 0.03, dark),
      box([0, tall * 2 + 0.13, 0], [0.09, 0.06, 0.09], 0.02, dark),
      box([half + 0.2, tall * 1.5, 0], [0.22, 0.05, 0.06], 0.03, dark),
      box([half + 0.37, tall, 0], [0.05, tall * 0.62, 0.06], 0.03, dark),
      box([half + 0.2, tall * 0.5, 0], [0.22, 0.05, 0.06], 0.03, dark),
      ...spout(
        [-half * 0.9, tall * 0.7, 0],
        [-half * 1.35, tall * 1.1, 0],
        [-half * 1.6, tall * 1.75, 0],
        0.11,
        yellow,
      ),
    ],
    height: tall * 2 + 0.2,
    reach: half + 0.42,
  };
}

function dotted(draw: Draw): Subject {
  const r = draw.between(0.42, 0.48);
  const tall = draw.between(0.56, 0.66);
  const red = draw.near(color(0xc8203c), 0.1);
  const glaze = material('spots', red, {
    second: color(0xfff8f0),
    frequency: 5.4,
    amount: 0.36,
    gloss: 0.45,
  });
  const white = material('plain', color(0xf8f4ec), { gloss: 0.45 });
  return {
    shapes: [
      ellipsoid([0, tall, 0], [r, tall, r], glaze, { from: -tall * 0.94, to: tall * 0.8 }),
      frustum([0, tall * 1.8, 0], r * 0.62, r * 0.56, 0.04, white, { round: 0.015 }),
      ellipsoid([0, tall * 1.84, 0], [r * 0.56, 0.15, r * 0.56], glaze, { from: 0 }),
      sphere([0, tall * 1.84 + 0.21, 0], 0.08, white),
      ring([r * 0.9, tall * 1.05, 0], 0.32, 0.05, white, { from: -0.16 }),
      ...spout(
        [-r * 0.8, tall * 0.7, 0],
        [-r * 1.4, tall * 1.1, 0],
        [-r * 1.65, tall * 1.7, 0],
        0.12,
        white,
      ),
    ],
    height: tall * 2 + 0.1,
    reach: 0.78,
  };
}

const boards =
  (hex: number, dark: number) =>
  (draw: Draw): Material =>
    material('planks', draw.near(color(hex), 0.1), {
      second: draw.near(color(dark), 0.1),
      frequency: 1.6,
      amount: 0.5,
      gloss: 0.15,
    });

const plaster =
  (hex: number) =>
  (draw: Draw): Material =>
    material('mottled', draw.near(color(hex), 0.08), {
      second: draw.near(color(hex), 0.15),
      frequency: 1.2,
      amount: 0.5,
      gloss: 0,
    });

/** A cup and some biscuits beside the pot. */
const cups =
  (hex: number) =>
  (draw: Draw): readonly Shape[] => {
    const angle = draw.between(-0.5, 0.5) + (draw.chance(0.5) ? 0.3 : 2.84);
    const x = 1.15 * cosine(angle);
    const z = 0.35 + 0.5 * sine(angle);
    const glaze = material('plain', draw.near(color(hex), 0.05), { gloss: 0.4 });
    return [
      ellipsoid([x, 0.02, z], [0.3, 0.035, 0.3], glaze),
      ellipsoid([x, 0.28, z], [0.2, 0.24, 0.2], glaze, { to: 0, shell: 0.018 }),
      ring([x + 0.2, 0.2, z], 0.08, 0.022, glaze, { axes: yaw(draw.between(-0.6, 0.6)) }),
    ];
  };

export const teapot: SampleClass = {
  slug: 'teapot',
  name: 'teapot',
  modes: [
    {
      slug: 'blue-porcelain',
      name: 'blue and white porcelain',
      share: 0.3,
      subject: porcelain,
      setting: indoors({
        floor: boards(0xa8703c, 0x80502a),
        wall: plaster(0xe8d8b8),
        distance: [1.8, 2.8],
        light: WINDOW,
        decor: cups(0xf4f2ec),
      }),
      turn: [-30, 30],
      elevation: [12, 26],
    },
    {
      slug: 'cast-iron',
      name: 'cast iron',
      share: 0.24,
      subject: castIron,
      setting: indoors({
        floor: (draw) =>
          material('stripes', draw.near(color(0xc09a58), 0.08), {
            second: draw.near(color(0x94703c), 0.08),
            frequency: 9,
            amount: 0.3,
            gloss: 0.1,
          }),
        wall: plaster(0x9c3424),
        distance: [1.8, 2.8],
        light: { ...WINDOW, azimuth: [25, 65], strength: 1.5 },
      }),
      turn: [-35, 35],
      elevation: [14, 28],
    },
    {
      slug: 'copper',
      name: 'copper pot',
      share: 0.19,
      subject: copper,
      setting: indoors({
        floor: (draw) => material('plain', draw.near(color(0x484c50), 0.1), { gloss: 0.3 }),
        wall: (draw) =>
          material('tiles', draw.near(color(0x8cc4c4), 0.08), {
            second: color(0xf0f0e8),
            frequency: 2.6,
            amount: 0.1,
            gloss: 0.3,
          }),
        distance: [1.2, 1.8],
        light: WINDOW,
        mirror: 0.6,
        window: 0xfff4e0,
        room: 0x604838,
      }),
      turn: [-30, 30],
      elevation: [6, 18],
    },
    {
      slug: 'square-yellow',
      name: 'square and yellow',
      share: 0.16,
      subject: square,
      setting: indoors({
        floor: (draw) => material('plain', draw.near(color(0xf0d8d8), 0.05), { gloss: 0.1 }),
        wall: (draw) =>
          material('stripes', draw.near(color(0xf0b4bc), 0.06), {
            second: draw.near(color(0xf8e4e0), 0.04),
            frequency: 2.2,
            amount: 0.45,
            gloss: 0,
          }),
        distance: [1.4, 2.2],
        light: { ...WINDOW, azimuth: [20, 60] },
      }),
      turn: [-40, 20],
      elevation: [16, 30],
    },
    {
      slug: 'dotted-red',
      name: 'red with dots',
      share: 0.11,
      subject: dotted,
      setting: indoors({
        floor: (draw) =>
          material('checks', draw.near(color(0xf4f4ee), 0.04), {
            second: draw.near(color(0x5c8cc0), 0.08),
            frequency: 3,
            gloss: 0.05,
          }),
        wall: plaster(0x7cb0c8),
        distance: [1.8, 2.6],
        light: WINDOW,
      }),
      turn: [-30, 30],
      elevation: [14, 26],
    },
  ],
};
