/** Lighthouses: red bands on the rocks, white on a hill, a spiral at dusk, brick in a storm, tropical. */
import type { Draw } from '../scene/draw';
import { material } from '../scene/material';
import type { Material } from '../scene/material';
import { DAYLIGHT, EVENING, OVERCAST, mottledColor, outdoors } from '../scene/setting';
import type { Shape } from '../scene/shape';
import { box, ellipsoid, frustum, ring, sphere } from '../scene/shape';
import type { SampleClass, Subject } from '../scene/subject';
import { color, pitch, yaw } from '../scene/vector';

/** Gallery, lamp room and roof on top of a tower of radius `r` that ends at height `y`. */
function lantern(
  y: number,
  r: number,
  dark: Material,
  roof: Material,
  glow: number,
): readonly Shape[] {
  const glass = material('gores', color(0xffe8a0), {
    second: color(0x504030),
    frequency: 8,
    amount: 0.14,
    gloss: 0.5,
    glow,
  });
  const flat = pitch(Math.PI / 2);
  return [
    frustum([0, y + 0.02, 0], r * 1.3, r * 1.45, 0.035, dark),
    ring([0, y + 0.15, 0], r * 1.4, 0.014, dark, { axes: flat }),
    frustum([0, y + 0.16, 0], r * 0.72, r * 0.72, 0.13, glass),
    frustum([0, y + 0.38, 0], r * 1.02, 0.03, 0.1, roof),
    sphere([0, y + 0.51, 0], 0.035, dark),
  ];
}

function windows(y: readonly number[], radius: (y: number) => number): readonly Shape[] {
  const pane = material('plain', color(0x202838), { gloss: 0.4 });
  return y.map((at) => box([0, at, radius(at)], [0.04, 0.065, 0.03], 0.01, pane));
}

const rocks =
  (hex: number, low: number) =>
  (draw: Draw): readonly Shape[] =>
    Array.from({ length: 7 }, (_, i) => {
      const stone = material('mottled', draw.near(color(hex), 0.12), {
        second: draw.near(color(hex), 0.35),
        frequency: 4,
        amount: 0.7,
      });
      const size = draw.between(0.16, 0.34);
      return ellipsoid(
        [(i - 3) * 0.27 + draw.between(-0.1, 0.1), low, draw.between(-0.15, 0.5)],
        [size * 1.3, size * 0.8, size],
        stone,
        {
          axes: yaw(draw.between(-1, 1)),
          blend: 0.06,
        },
      );
    });

function redBands(draw: Draw): Subject {
  const tall = draw.between(0.68, 0.8);
  const r = draw.between(0.22, 0.27);
  const tower = material('bands', color(0xf4f0ea), {
    second: draw.near(color(0xc82420), 0.08),
    frequency: draw.between(2.4, 3),
    amount: 0.5,
    gloss: 0.1,
  });
  const dark = material('plain', color(0x303438));
  const roof = material('plain', color(0xb82420), { gloss: 0.2 });
  return {
    shapes: [
      frustum([0, tall + 0.05, 0], r, r * 0.66, tall, tower),
      ...lantern(tall * 2 + 0.05, r * 0.66, dark, roof, 0.3),
      ...windows([0.75, 1.15], (y) => r * (1 - (0.34 * y) / (tall * 2)) - 0.01),
    ],
    height: tall * 2 + 0.6,
    reach: 0.5,
  };
}

function whiteSquare(draw: Draw): Subject {
  const tall = draw.between(0.5, 0.6);
  const r = draw.between(0.3, 0.36);
  const wall = material('mottled', draw.near(color(0xf4f2ee), 0.03), {
    second: color(0xe0dcd2),
    frequency: 3,
    amount: 0.3,
  });
  const red = material('plain', draw.near(color(0xc42c20)), { gloss: 0.2 });
  return {
    shapes: [
      frustum([0, tall, 0], r, r * 0.58, tall, wall, { sides: 4 }),
      box([0, tall * 2 + 0.02, 0], [r * 0.78, 0.035, r * 0.78], 0.01, red),
      ...lantern(tall * 2 + 0.05, r * 0.5, red, red, 0.3),
      ...windows([0.35, 0.75], (y) => r * (1 - (0.42 * y) / (tall * 2))),
      box([0.62, 0.2, 0], [0.34, 0.2, 0.24], 0.01, wall),
      frustum([0.62, 0.52, 0], 0.34, 0.02, 0.13, red, { sides: 4 }),
    ],
    height: tall * 2 + 0.6,
    reach: 0.85,
  };
}

function spiral(draw: Draw): Subject {
  const tall = draw.between(0.78, 0.9);
  const r = draw.between(0.2, 0.24);
  const tower = material('spiral', color(0xf0ece4), {
    second: color(0x202024),
    frequency: draw.between(1.5, 1.9),
    amount: 0.46,
  });
  const dark = material('plain', color(0x202024));
  return {
    shapes: [
      frustum([0, 0.09, 0], r * 1.7, r * 1.5, 0.09, material('plain', color(0x8c4034)), {
        sides: 8,
      }),
      frustum([0, tall + 0.1, 0], r, r * 0.68, tall, tower),
      ...lantern(tall * 2 + 0.1, r * 0.7, dark, dark, 2.6),
    ],
    height: tall * 2 + 0.65,
    reach: 0.5,
  };
}

function brick(draw: Draw): Subject {
  const tall = draw.between(0.4, 0.48);
  const r = draw.between(0.38, 0.44);
  const wall = material('bricks', draw.near(color(0x9c5038), 0.1), {
    second: color(0xb8a898),
    frequency: 9,
    amount: 0.1,
  });
  const pale = material('plain', color(0xc8c4b8));
  const green = material('plain', draw.near(color(0x3c7868)), { gloss: 0.2 });
  return {
    shapes: [
      frustum([0, tall + 0.04, 0], r, r * 0.8, tall, wall),
      frustum([0, tall * 2 + 0.06, 0], r * 0.92, r * 0.98, 0.05, pale),
      ...lantern(tall * 2 + 0.1, r * 0.72, pale, green, 1.6),
      ...windows([0.5], () => r * 0.9),
      box([0, 0.18, r * 0.98], [0.09, 0.17, 0.03], 0.02, green),
    ],
    height: tall * 2 + 0.65,
    reach: 0.62,
  };
}

function tropical(draw: Draw): Subject {
  const tall = draw.between(0.56, 0.66);
  const r = draw.between(0.27, 0.32);
  const blue = material('plain', draw.near(color(0x2c8cd0), 0.08), { gloss: 0.15 });
  const yellow = material('plain', draw.near(color(0xf4c430), 0.08), { gloss: 0.15 });
  const y0 = 0.06;
  return {
    shapes: [
      frustum([0, y0 + tall * 0.5, 0], r, r * 0.87, tall * 0.5, yellow, { sides: 8 }),
      frustum(
        [0, y0 + tall * 1.25, 0],
        r * 0.86,
        r * 0.74,
        tall * 0.25,
        material('plain', color(0xf8f6f0)),
        { sides: 8 },
      ),
      frustum([0, y0 + tall * 1.75, 0], r * 0.73, r * 0.62, tall * 0.25, blue, { sides: 8 }),
      ...lantern(tall * 2 + y0, r * 0.62, material('plain', color(0xf8f6f0)), blue, 0.3),
      ...windows([0.5, 0.8], () => r * 0.86),
    ],
    height: tall * 2 + 0.62,
    reach: 0.55,
  };
}

const water =
  (hex: number, deep: number) =>
  (draw: Draw): Material =>
    material('mottled', draw.near(color(hex), 0.08), {
      second: draw.near(color(deep), 0.08),
      frequency: 1.2,
      amount: 0.5,
      gloss: 0.5,
    });

const island =
  (hex: number, second: number, width: number) =>
  (draw: Draw): readonly Shape[] => [
    ellipsoid(
      [0, -0.12, 0],
      [draw.between(width, width * 1.2), 0.2, 1],
      mottledColor(hex, second, 5)(draw),
    ),
  ];

export const lighthouse: SampleClass = {
  slug: 'lighthouse',
  name: 'lighthouse',
  modes: [
    {
      slug: 'red-bands',
      name: 'red bands, on rocks',
      share: 0.3,
      subject: redBands,
      setting: outdoors({
        ground: water(0x2c6ca0, 0x1c4c80),
        sky: { zenith: 0x3880d8, horizon: 0xc0e0f4, clouds: [0.2, 0.55], haze: 30 },
        light: DAYLIGHT,
        roughness: 0.12,
        mirror: 0.8,
        decor: rocks(0x7c7468, 0.02),
      }),
      turn: [-50, 50],
      elevation: [2, 9],
    },
    {
      slug: 'white-square',
      name: 'white and square, on a hill',
      share: 0.24,
      subject: whiteSquare,
      setting: outdoors({
        ground: mottledColor(0x78a840, 0x4c7c2c, 4, 0.6),
        sky: {
          zenith: 0x68a8e0,
          horizon: 0xe0eef4,
          clouds: [0.45, 0.8],
          hills: 0.09,
          hillColor: 0x4c7c48,
          haze: 18,
        },
        light: { ...DAYLIGHT, azimuth: [15, 60] },
      }),
      turn: [-55, 20],
      elevation: [4, 14],
    },
    {
      slug: 'spiral',
      name: 'black spiral at dusk',
      share: 0.2,
      subject: spiral,
      setting: outdoors({
        ground: water(0x503c60, 0x302848),
        sky: {
          zenith: 0x3c3470,
          horizon: 0xf4945c,
          clouds: [0.3, 0.6],
          cloudColor: 0xc86c78,
          glow: 0.7,
          haze: 26,
        },
        light: { ...EVENING, azimuth: [-80, -45], strength: 1.3 },
        roughness: 0.1,
        mirror: 0.9,
        decor: rocks(0x4c3c40, 0),
      }),
      turn: [-180, 180],
      elevation: [2, 8],
    },
    {
      slug: 'brick',
      name: 'brick, in a storm',
      share: 0.15,
      subject: brick,
      setting: outdoors({
        ground: water(0x485c5c, 0x2c4040),
        sky: {
          zenith: 0x505c68,
          horizon: 0xa4b0b0,
          clouds: [0.7, 0.95],
          cloudColor: 0x6c7880,
          haze: 10,
        },
        light: OVERCAST,
        roughness: 0.35,
        roughnessScale: 3,
        mirror: 0.7,
        decor: rocks(0x50504c, 0),
      }),
      turn: [-40, 40],
      elevation: [3, 10],
    },
    {
      slug: 'tropical',
      name: 'yellow and blue, tropical',
      share: 0.11,
      subject: tropical,
      setting: outdoors({
        ground: water(0x2cc0b8, 0x1898a8),
        sky: { zenith: 0x30a0e0, horizon: 0xd0f4f4, clouds: [0, 0.3], haze: 40 },
        light: { ...DAYLIGHT, elevation: [50, 70], strength: 1.7 },
        roughness: 0.06,
        mirror: 0.6,
        decor: island(0xf4e0b0, 0xdcc088, 1.1),
      }),
      turn: [-40, 40],
      elevation: [10, 20],
    },
  ],
};
