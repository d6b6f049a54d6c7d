/** Snowmen: the classic with a top hat, a small one at dawn, one by lantern light, a tall one, a toy. */
import { cosine, sine } from '../tracing/exact-math';
import type { Draw } from '../scene/draw';
import { material } from '../scene/material';
import type { Material } from '../scene/material';
import {
  DAYLIGHT,
  EVENING,
  OVERCAST,
  WINDOW,
  indoors,
  mottledColor,
  outdoors,
} from '../scene/setting';
import type { Shape } from '../scene/shape';
import { box, ellipsoid, frustum, limb, ring, sphere } from '../scene/shape';
import type { SampleClass, Subject } from '../scene/subject';
import { color, pitch } from '../scene/vector';

const snow = (draw: Draw): Material =>
  material('mottled', draw.near(color(0xf8fafe), 0.02), {
    second: color(0xe4eaf2),
    frequency: 5,
    amount: 0.4,
  });
const coal = material('plain', color(0x181818), { gloss: 0.2 });

/** Eyes, a carrot and a mouth on a head of radius `r` at height `y`. */
function face(y: number, r: number, carrot: Material): readonly Shape[] {
  const shapes: Shape[] = [
    sphere([-r * 0.36, y + r * 0.25, r * 0.86], r * 0.12, coal),
    sphere([r * 0.36, y + r * 0.25, r * 0.86], r * 0.12, coal),
    limb([0, y, r * 0.9], [0.03, y - 0.02, r * 1.85], r * 0.17, 0.012, carrot),
  ];
  for (let i = -2; i <= 2; i++) {
    const a = i * 0.24;
    shapes.push(
      sphere(
        [r * sine(a) * 0.95, y - r * 0.42 + r * 0.05 * i * i, r * cosine(a) * 0.86],
        r * 0.065,
        coal,
      ),
    );
  }
  return shapes;
}

function buttons(
  heights: readonly number[],
  z: (y: number) => number,
  made: Material,
): readonly Shape[] {
  return heights.map((y) => sphere([0, y, z(y)], 0.04, made));
}

/** Twig arms from the shoulders. */
function arms(draw: Draw, y: number, from: number): readonly Shape[] {
  const wood = material('plain', draw.near(color(0x5c3c24)));
  const shapes: Shape[] = [];
  for (const side of [-1, 1]) {
    const lift = draw.between(0.05, 0.35);
    const x = side * (from + 0.42);
    shapes.push(
      limb([side * from, y, 0], [x, y + lift, 0.08], 0.03, 0.018, wood),
      limb(
        [x - side * 0.1, y + lift * 0.8, 0.06],
        [x + side * 0.02, y + lift + 0.14, 0.12],
        0.016,
        0.01,
        wood,
      ),
    );
  }
  return shapes;
}

function scarf(draw: Draw, y: number, r: number, hex: number, second: number): readonly Shape[] {
  const wool = material('stripes', draw.near(color(hex)), {
    second: color(second),
    frequency: 9,
    amount: 0.3,
  });
  return [
    ring([0, y, 0], r, 0.075, wool, { axes: pitch(Math.PI / 2) }),
    box([r * 0.45, y - 0.19, r * 0.95], [0.07, 0.19, 0.03], 0.02, wool, { axes: pitch(-0.2) }),
  ];
}

const carrot = (draw: Draw): Material =>
  material('plain', draw.near(color(0xf07c1c)), { gloss: 0.1 });

function classic(draw: Draw): Subject {
  const r = draw.between(0.42, 0.48);
  const white = snow(draw);
  const black = material('plain', color(0x24242c), { gloss: 0.2 });
  const band = material('plain', draw.near(color(0xc42828)));
  const middle = r * 0.85 + 0.52;
  const head = middle + 0.5;
  return {
    shapes: [
      sphere([0, r * 0.85, 0], r, white),
      sphere([0, middle, 0], r * 0.74, white, { blend: 0.06 }),
      sphere([0, head, 0], r * 0.54, white, { blend: 0.05 }),
      ...face(head, r * 0.54, carrot(draw)),
      ...buttons([middle - 0.12, middle + 0.02, middle + 0.16], () => r * 0.71, coal),
      ...arms(draw, middle + 0.08, r * 0.68),
      ...scarf(draw, head - r * 0.45, r * 0.46, 0xc82828, 0xf0e8d8),
      frustum([0, head + r * 0.44, 0], r * 0.66, r * 0.66, 0.02, black),
      frustum([0, head + r * 0.5 + 0.03, 0], r * 0.41, r * 0.41, 0.05, band),
      frustum([0, head + r * 0.5 + 0.2, 0], r * 0.4, r * 0.44, 0.14, black),
    ],
    height: head + r * 0.5 + 0.34,
    reach: 0.74,
  };
}

function small(draw: Draw): Subject {
  const r = draw.between(0.5, 0.56);
  const white = snow(draw);
  const wool = material('bands', draw.near(color(0x2c6cc8)), {
    second: color(0xf4f0e8),
    frequency: 6,
    amount: 0.3,
  });
  const head = r * 0.85 + 0.66;
  const hr = r * 0.7;
  return {
    shapes: [
      sphere([0, r * 0.85, 0], r, white),
      sphere([0, head, 0], hr, white, { blend: 0.06 }),
      ...face(head - 0.03, hr, carrot(draw)),
      ellipsoid([0, head + hr * 0.35, 0], [hr * 0.96, hr * 0.85, hr * 0.96], wool, { from: 0.02 }),
      ring([0, head + hr * 0.4, 0], hr * 0.9, 0.065, material('plain', color(0xf4f0e8)), {
        axes: pitch(Math.PI / 2),
      }),
      sphere(
        [0, head + hr * 1.25, 0],
        0.11,
        material('mottled', color(0xfcfaf4), { frequency: 20 }),
      ),
      ...buttons([r * 0.7, r * 1.05], () => r * 0.96, material('plain', color(0x2c6cc8))),
    ],
    height: head + hr * 1.3 + 0.1,
    reach: 0.6,
  };
}

function lanternBearer(draw: Draw): Subject {
  const r = draw.between(0.44, 0.5);
  const white = snow(draw);
  const tin = material('bands', draw.near(color(0x8c9498)), {
    second: color(0x5c6468),
    frequency: 7,
    amount: 0.15,
    gloss: 0.5,
    metal: true,
  });
  const light = material('plain', color(0xffc860), { glow: 3 });
  const frame = material('plain', color(0x302820));
  const middle = r * 0.85 + 0.54;
  const head = middle + 0.5;
  const x = 0.78;
  return {
    shapes: [
      sphere([0, r * 0.85, 0], r, white),
      sphere([0, middle, 0], r * 0.74, white, { blend: 0.06 }),
      sphere([0, head, 0], r * 0.55, white, { blend: 0.05 }),
      ...face(head, r * 0.55, carrot(draw)),
      limb([0.3, middle + 0.05, 0], [x, middle + 0.12, 0.1], 0.03, 0.02, frame),
      limb([-0.3, middle + 0.05, 0], [-0.7, middle - 0.1, 0.1], 0.03, 0.02, frame),
      frustum([x, middle - 0.12, 0.1], 0.09, 0.09, 0.1, light),
      frustum([x, middle + 0.02, 0.1], 0.12, 0.03, 0.04, frame),
      frustum([x, middle - 0.24, 0.1], 0.12, 0.12, 0.02, frame),
      frustum([0, head + r * 0.62, 0], r * 0.5, r * 0.36, 0.17, tin, {
        axes: pitch(draw.between(-0.15, 0.1)),
      }),
      ...buttons([middle - 0.08, middle + 0.1], () => r * 0.72, coal),
    ],
    height: head + r * 0.62 + 0.18,
    reach: 0.86,
  };
}

function tall(draw: Draw): Subject {
  const white = snow(draw);
  const straw = material('streaks', draw.near(color(0xd8b050)), {
    second: color(0xa87c28),
    frequency: 10,
  });
  const radii = [0.38, 0.34, 0.29, 0.24];
  const shapes: Shape[] = [];
  let y = 0;
  for (const r of radii) {
    y += r * 0.8;
    shapes.push(sphere([0, y, 0], r, white, { blend: 0.05 }));
    y += r * 0.8;
  }
  const head = y - 0.19;
  shapes.push(
    ...face(head, 0.24, carrot(draw)),
    ...arms(draw, 1.15, 0.25),
    ...scarf(draw, head - 0.21, 0.2, 0x2c8c3c, 0xf0d040),
    frustum([0, head + 0.17, 0], 0.36, 0.32, 0.02, straw, { round: 0.01 }),
    ellipsoid([0, head + 0.18, 0], [0.19, 0.17, 0.19], straw, { from: 0 }),
    ...buttons(
      [0.45, 0.85, 1.05],
      (at) => (at < 0.6 ? 0.36 : 0.33),
      material('plain', color(0x2c8c3c)),
    ),
  );
  return { shapes, height: head + 0.36, reach: 0.72 };
}

function ornament(draw: Draw): Subject {
  const r = draw.between(0.46, 0.52);
  const glaze = material('plain', draw.near(color(0xf0f4f8), 0.03), { gloss: 0.6 });
  const gold = material('plain', draw.near(color(0xe0b048)), { gloss: 0.7, metal: true });
  const green = material('gores', draw.near(color(0x208848)), {
    second: color(0xe8e0d0),
    frequency: 10,
    amount: 0.25,
    gloss: 0.3,
  });
  const head = r * 1.9;
  const hr = r * 0.72;
  return {
    shapes: [
      frustum([0, 0.04, 0], r * 0.95, r * 0.9, 0.04, gold, { round: 0.01 }),
      ellipsoid([0, r * 0.82, 0], [r, r * 0.86, r], glaze),
      sphere([0, head, 0], hr, glaze, { blend: 0.08 }),
      ...face(head, hr, carrot(draw)),
      frustum([0, head + hr * 1.05, 0], hr * 0.82, 0.04, 0.3, green, { round: 0.02 }),
      sphere([0, head + hr * 1.05 + 0.36, 0], 0.085, gold),
      ring([0, r * 1.5, 0], r * 0.55, 0.06, gold, { axes: pitch(Math.PI / 2) }),
      ...buttons([r * 0.6, r, r * 1.3], (at) => r * (at > r ? 0.9 : 1), gold),
    ],
    height: head + hr + 0.6,
    reach: 0.6,
  };
}

/** Fir trees behind the snowman. */
const firs =
  (hex: number, white: boolean) =>
  (draw: Draw): readonly Shape[] => {
    const shapes: Shape[] = [];
    for (let i = 0; i < 4; i++) {
      const green = material('mottled', draw.near(color(hex), 0.1), {
        second: color(white ? 0xe8f0f8 : 0x1c3820),
        frequency: 4,
        amount: 0.6,
      });
      const x = (i < 2 ? -1 : 1) * draw.between(1.2, 1.55);
      const z = draw.between(-2.7, -2.3);
      const size = draw.between(0.9, 1.1);
      for (let tier = 0; tier < 3; tier++) {
        shapes.push(
          frustum(
            [x, size * (0.42 + tier * 0.48), z],
            size * (0.5 - tier * 0.13),
            size * 0.06,
            size * 0.33,
            green,
          ),
        );
      }
    }
    return shapes;
  };

export const snowman: SampleClass = {
  slug: 'snowman',
  name: 'snowman',
  modes: [
    {
      slug: 'top-hat',
      name: 'top hat, in the sun',
      share: 0.3,
      subject: classic,
      setting: outdoors({
        ground: mottledColor(0xe4ecf8, 0xd0dcf0, 2, 0.4),
        sky: {
          zenith: 0x3c80d8,
          horizon: 0xb4d8f0,
          clouds: [0.1, 0.4],
          hills: 0.1,
          hillColor: 0x84a0c0,
          haze: 25,
        },
        light: { ...DAYLIGHT, strength: 1.05, sky: 0x9cc0f0, skyStrength: 0.55, bounce: 0xb0c0e0 },
        decor: firs(0x2c6440, false),
      }),
      turn: [-35, 35],
      elevation: [3, 12],
    },
    {
      slug: 'bobble-hat',
      name: 'small with a bobble hat, at dawn',
      share: 0.24,
      subject: small,
      setting: outdoors({
        ground: mottledColor(0xf0d4dc, 0xd8b4c8, 2, 0.4),
        sky: {
          zenith: 0xb894d0,
          horizon: 0xffc8b0,
          clouds: [0.3, 0.6],
          cloudColor: 0xffb0b0,
          hills: 0.12,
          hillColor: 0xa078a8,
          haze: 22,
        },
        light: {
          ...EVENING,
          color: 0xffb898,
          strength: 1.0,
          azimuth: [30, 70],
          sky: 0xc0a0d8,
          bounce: 0xb890a8,
        },
      }),
      turn: [-30, 30],
      elevation: [5, 15],
    },
    {
      slug: 'lantern',
      name: 'with a lantern, at night',
      share: 0.19,
      subject: lanternBearer,
      setting: outdoors({
        ground: mottledColor(0x5c78b0, 0x40588c, 2, 0.4),
        sky: {
          zenith: 0x101c40,
          horizon: 0x2c4478,
          clouds: [0.1, 0.5],
          cloudColor: 0x3c5080,
          hills: 0.2,
          hillColor: 0x182848,
          haze: 16,
        },
        light: {
          ...WINDOW,
          color: 0xffc890,
          strength: 0.5,
          azimuth: [40, 80],
          elevation: [20, 36],
          sky: 0x5474c0,
          skyStrength: 0.5,
          bounce: 0x304880,
          hardness: 6,
        },
        decor: firs(0x203c50, false),
      }),
      turn: [-25, 25],
      elevation: [4, 12],
    },
    {
      slug: 'tall',
      name: 'tall with a straw hat, in fog',
      share: 0.16,
      subject: tall,
      setting: outdoors({
        ground: mottledColor(0xb4bcb8, 0x90a094, 2.5, 0.6),
        sky: { zenith: 0x9cacac, horizon: 0xc4d0cc, hills: 0.3, hillColor: 0x4c6c5c, haze: 9 },
        light: { ...OVERCAST, skyStrength: 0.66, strength: 0.45 },
        decor: firs(0x4c7458, true),
      }),
      turn: [-35, 35],
      elevation: [3, 10],
    },
    {
      slug: 'ornament',
      name: 'china ornament',
      share: 0.11,
      subject: ornament,
      setting: indoors({
        floor: (draw) =>
          material('planks', draw.near(color(0x8c5430), 0.08), {
            second: color(0x683c20),
            frequency: 1.5,
            gloss: 0.2,
          }),
        wall: (draw) =>
          material('spots', draw.near(color(0xb02430), 0.08), {
            second: draw.near(color(0xc84040), 0.08),
            frequency: 3.2,
            amount: 0.24,
            gloss: 0,
          }),
        distance: [1.2, 2],
        light: WINDOW,
      }),
      turn: [-30, 30],
      elevation: [8, 18],
    },
  ],
};
