/** Mushrooms: fly agarics, boletes, chanterelles, ink caps, and a cluster of blue ones at night. */
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
import { ellipsoid, frustum, limb, sphere } from '../scene/shape';
import type { SampleClass, Subject } from '../scene/subject';
import { color, roll } from '../scene/vector';

const cream = (draw: Draw): Material =>
  material('streaks', draw.near(color(0xf3e8d2), 0.06), {
    second: color(0xcdb892),
    frequency: 14,
    amount: 0.35,
  });

function flyAgaric(draw: Draw): Subject {
  const height = draw.between(0.85, 1.15);
  const width = draw.between(0.5, 0.66);
  const red = material('spots', draw.near(color(0xd02418)), {
    second: color(0xfff6e6),
    frequency: draw.between(5.2, 6.6),
    amount: 0.34,
    gloss: 0.3,
  });
  const stem = cream(draw);
  const dome = draw.between(0.34, 0.48);
  const shapes: Shape[] = [
    limb([0, 0.05, 0], [0, height - 0.1, 0], 0.15, 0.1, stem),
    sphere([0, 0.08, 0], 0.19, stem, { blend: 0.12 }),
    ellipsoid([0, height * 0.66, 0], [0.2, 0.07, 0.2], stem, {
      from: -0.06,
      to: 0.03,
      blend: 0.04,
    }),
    ellipsoid([0, height - 0.16, 0], [width, dome, width], red, { from: -0.02 }),
    ellipsoid([0, height - 0.17, 0], [width * 0.93, 0.07, width * 0.93], cream(draw)),
  ];
  return { shapes, height: height + dome - 0.16, reach: width };
}

function bolete(draw: Draw): Subject {
  const height = draw.between(0.62, 0.82);
  const width = draw.between(0.58, 0.72);
  const brown = material('mottled', draw.near(color(0x8a4a22)), {
    second: draw.near(color(0x5c2c12)),
    frequency: 3,
    amount: 0.5,
    gloss: 0.25,
  });
  const stem = material('mottled', draw.near(color(0xe6cfa2), 0.08), {
    second: color(0xb48a5a),
    frequency: 9,
    amount: 0.4,
  });
  const dome = draw.between(0.34, 0.44);
  const shapes: Shape[] = [
    ellipsoid([0, 0.26, 0], [draw.between(0.3, 0.38), 0.36, 0.34], stem),
    limb([0, 0.3, 0], [0, height, 0], 0.24, 0.2, stem, { blend: 0.1 }),
    ellipsoid([0, height - 0.04, 0], [width, dome, width], brown, { from: -0.06, blend: 0.02 }),
    ellipsoid(
      [0, height - 0.1, 0],
      [width * 0.94, 0.09, width * 0.94],
      material('plain', color(0xd8c070)),
    ),
  ];
  return { shapes, height: height + dome, reach: width };
}

function chanterelle(draw: Draw): Subject {
  const shapes: Shape[] = [];
  const yellow = material('gores', draw.near(color(0xf0a018), 0.08), {
    second: draw.near(color(0xc86c08), 0.08),
    frequency: 26,
    amount: 0.45,
    gloss: 0.1,
  });
  const inside = material('mottled', draw.near(color(0xf8bc30), 0.08), {
    second: color(0xe08c10),
    frequency: 4,
  });
  const count = draw.integer(2, 3);
  let top = 0;
  for (let i = 0; i < count; i++) {
    const angle = i * 2.2 + draw.between(-0.3, 0.3);
    const x = i === 0 ? 0 : 0.52 * cosine(angle);
    const z = i === 0 ? 0 : 0.4 * sine(angle);
    const size = i === 0 ? 1 : draw.between(0.5, 0.75);
    const rim = 0.5 * size * draw.between(0.9, 1.15);
    const tall = 0.85 * size;
    shapes.push(
      frustum([x, tall * 0.3, z], 0.1 * size, 0.17 * size, tall * 0.3, yellow, { round: 0.03 }),
      frustum([x, tall * 0.74, z], 0.15 * size, rim, tall * 0.2, yellow, {
        round: 0.03,
        blend: 0.12,
      }),
      ellipsoid([x, tall * 0.98, z], [rim * 0.97, 0.05, rim * 0.97], inside, { blend: 0.03 }),
    );
    if (tall > top) top = tall;
  }
  return { shapes, height: top + 0.05, reach: 0.66 };
}

function inkCap(draw: Draw): Subject {
  const shapes: Shape[] = [];
  const count = draw.integer(2, 3);
  const white = material('plain', draw.near(color(0xeeeae2), 0.05));
  const grey = material('streaks', draw.near(color(0xe2ddd4), 0.06), {
    second: draw.near(color(0x6a625c)),
    frequency: 16,
    amount: 0.7,
  });
  for (let i = 0; i < count; i++) {
    const x = (i - (count - 1) / 2) * 0.4 + draw.between(-0.06, 0.06);
    const z = draw.between(-0.15, 0.15);
    const tall = i === 1 ? draw.between(1.1, 1.3) : draw.between(0.75, 1);
    const tip = draw.between(-0.12, 0.12);
    shapes.push(
      limb([x, 0, z], [x + tip, tall, z], 0.065, 0.05, white),
      ellipsoid([x + tip * 0.9, tall - 0.28, z], [0.18, 0.5, 0.18], grey, {
        from: -0.1,
        axes: roll(-tip * 0.5),
      }),
    );
  }
  return { shapes, height: 1.35, reach: 0.62 };
}

function blueCluster(draw: Draw): Subject {
  const shapes: Shape[] = [];
  const count = draw.integer(4, 6);
  const cap = material('mottled', draw.near(color(0x1c5cd0), 0.1), {
    second: draw.near(color(0x40d0e8), 0.1),
    frequency: 4,
    gloss: 0.35,
    glow: 0.35,
  });
  const stem = material('plain', draw.near(color(0xa8d8ee), 0.08), { glow: 0.18 });
  for (let i = 0; i < count; i++) {
    const angle = (i * 6.283) / count + draw.between(-0.3, 0.3);
    const away = i === 0 ? 0.05 : draw.between(0.3, 0.46);
    const x = away * cosine(angle);
    const z = away * sine(angle);
    const tall = i === 0 ? draw.between(0.8, 0.95) : draw.between(0.35, 0.65);
    const r = draw.between(0.17, 0.25);
    shapes.push(
      limb([x * 0.6, 0, z * 0.6], [x, tall, z], 0.05, 0.04, stem),
      ellipsoid([x, tall - 0.03, z], [r, r * 0.95, r], cap, { from: -0.02 }),
    );
  }
  return { shapes, height: 1.1, reach: 0.62 };
}

const litter =
  (hues: readonly [number, ...number[]]) =>
  (draw: Draw): readonly Shape[] =>
    Array.from({ length: 7 }, () => {
      const leaf = material('plain', draw.near(color(draw.pick(hues)), 0.2));
      const x = draw.between(-1.3, 1.3);
      const z = draw.between(-1.4, 0.7);
      return ellipsoid([x, 0.03, z], [0.16, 0.035, 0.1], leaf, {
        axes: roll(draw.between(-0.5, 0.5)),
      });
    });

export const mushroom: SampleClass = {
  slug: 'mushroom',
  name: 'mushroom',
  modes: [
    {
      slug: 'fly-agaric',
      name: 'fly agaric',
      share: 0.32,
      subject: flyAgaric,
      setting: indoors({
        floor: mottledColor(0x3c6a24, 0x2a4a18, 5, 0.6),
        wall: (draw) =>
          material('streaks', draw.near(color(0x2c5a38)), {
            second: draw.near(color(0x1e4228)),
            frequency: 1.1,
            amount: 0.9,
            gloss: 0,
          }),
        distance: [2.4, 3.4],
        light: { ...DAYLIGHT, strength: 1.6 },
        decor: litter([0x4c7a2c, 0x2e5a20]),
      }),
      turn: [-180, 180],
      elevation: [6, 18],
    },
    {
      slug: 'bolete',
      name: 'bolete',
      share: 0.25,
      subject: bolete,
      setting: outdoors({
        ground: mottledColor(0xb86a28, 0x6e3814, 4, 0.8),
        sky: { zenith: 0xe0a050, horizon: 0xf6d898, hills: 0.16, hillColor: 0x9c5c20, haze: 9 },
        light: {
          ...EVENING,
          azimuth: [-70, -25],
          elevation: [24, 42],
          bounce: 0x906030,
          sky: 0xd0b8a0,
        },
        decor: litter([0xd87818, 0xa83818, 0xe0b030]),
      }),
      turn: [-180, 180],
      elevation: [8, 20],
    },
    {
      slug: 'chanterelle',
      name: 'chanterelle',
      share: 0.18,
      subject: chanterelle,
      setting: outdoors({
        ground: mottledColor(0x8cc040, 0x4e8c28, 6, 0.7),
        sky: { zenith: 0x78b4e0, horizon: 0xdcecc8, hills: 0.12, hillColor: 0x4c8c3c, haze: 12 },
        light: { ...DAYLIGHT, azimuth: [20, 60] },
      }),
      turn: [-40, 40],
      elevation: [22, 36],
    },
    {
      slug: 'ink-cap',
      name: 'ink cap',
      share: 0.15,
      subject: inkCap,
      setting: outdoors({
        ground: mottledColor(0x70735c, 0x44503c, 3, 0.7),
        sky: { zenith: 0xa8b4bc, horizon: 0xd0d6d8, hills: 0.2, hillColor: 0x70807c, haze: 7 },
        light: { ...OVERCAST, skyStrength: 0.62 },
      }),
      turn: [-30, 30],
      elevation: [4, 14],
    },
    {
      slug: 'blue-cluster',
      name: 'blue cluster',
      share: 0.1,
      subject: blueCluster,
      setting: indoors({
        floor: mottledColor(0x3a2c50, 0x181028, 4, 0.7),
        wall: (draw) =>
          material('mottled', draw.near(color(0x4a3488)), {
            second: color(0x221848),
            frequency: 0.8,
            amount: 0.9,
            gloss: 0,
          }),
        distance: [2, 3],
        light: {
          ...WINDOW,
          color: 0x98a8ff,
          strength: 0.7,
          sky: 0x7858b0,
          skyStrength: 0.55,
          bounce: 0x402860,
        },
        window: 0x9090e0,
        room: 0x302050,
      }),
      turn: [-180, 180],
      elevation: [8, 22],
    },
  ],
};
