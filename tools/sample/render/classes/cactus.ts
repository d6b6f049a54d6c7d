/** Cacti: a saguaro in the desert, a ball in a pot, a prickly pear, organ pipes, a flowering bowl. */
import { cosine, sine } from '../tracing/exact-math';
import type { Draw } from '../scene/draw';
import { material } from '../scene/material';
import type { Material } from '../scene/material';
import { DAYLIGHT, EVENING, WINDOW, indoors, mottledColor, outdoors } from '../scene/setting';
import type { Shape } from '../scene/shape';
import { ellipsoid, frustum, limb, sphere } from '../scene/shape';
import type { SampleClass, Subject } from '../scene/subject';
import { alignY, color, compose, roll, yaw } from '../scene/vector';

function ribbed(draw: Draw, hex: number, groove: number, ribs: number): Material {
  return material('ribs', draw.near(color(hex), 0.1), {
    second: draw.near(color(groove), 0.1),
    frequency: ribs,
    amount: 0.55,
    gloss: 0.08,
  });
}

function saguaro(draw: Draw): Subject {
  const green = ribbed(draw, 0x6c9c48, 0x2c5a2c, 14);
  const tall = draw.between(1.25, 1.5);
  const r = draw.between(0.16, 0.2);
  const shapes: Shape[] = [limb([0, 0, 0], [0, tall, 0], r * 0.92, r, green)];
  const arms = draw.integer(1, 3);
  for (let i = 0; i < arms; i++) {
    const side = i % 2 === 0 ? 1 : -1;
    const angle = draw.between(-0.5, 0.5) + (i === 2 ? 1.3 : 0);
    const x = side * cosine(angle);
    const z = side * sine(angle);
    const low = draw.between(0.4, 0.75);
    const out = draw.between(0.42, 0.52);
    const high = low + draw.between(0.35, 0.6);
    const ra = r * 0.66;
    shapes.push(
      limb([0, low, 0], [x * out, low + 0.05, z * out], ra * 0.9, ra, green, { blend: 0.1 }),
      limb([x * out, low + 0.05, z * out], [x * out, high, z * out], ra, ra * 0.9, green, {
        blend: 0.06,
      }),
    );
  }
  return { shapes, height: tall + r, reach: 0.66 };
}

function potted(draw: Draw): Subject {
  const clay = material('mottled', draw.near(color(0xc0643c), 0.1), {
    second: color(0x98482c),
    frequency: 4,
    amount: 0.35,
  });
  const soil = material('mottled', color(0x4c3424), { second: color(0x2c1c14), frequency: 9 });
  const r = draw.between(0.42, 0.5);
  const pot = draw.between(0.3, 0.36);
  const green = ribbed(draw, 0x5ca44c, 0x2c6434, draw.integer(16, 20));
  const pink = material('plain', draw.near(color(0xe85c94)), { glow: 0.1 });
  const y = pot * 2 + r * 0.72;
  const shapes: Shape[] = [
    frustum([0, pot, 0], 0.3, 0.4, pot, clay, { round: 0.02 }),
    frustum([0, pot * 1.82, 0], 0.45, 0.46, 0.08, clay, { round: 0.02 }),
    ellipsoid([0, pot * 2 + 0.01, 0], [0.4, 0.06, 0.4], soil),
    ellipsoid([0, y, 0], [r, r * 0.94, r], green),
  ];
  for (let i = 0; i < 5; i++) {
    const a = i * 1.2566 + 0.3;
    shapes.push(ellipsoid([0.1 * cosine(a), y + r * 0.92, 0.1 * sine(a)], [0.1, 0.06, 0.1], pink));
  }
  return { shapes, height: y + r, reach: 0.55 };
}

function pricklyPear(draw: Draw): Subject {
  const green = material('spots', draw.near(color(0x5c9468), 0.1), {
    second: color(0xe8e0b0),
    frequency: 8,
    amount: 0.2,
    gloss: 0.1,
  });
  const fruit = material('plain', draw.near(color(0xc82858)), { gloss: 0.25 });
  const shapes: Shape[] = [];
  const pad = (x: number, y: number, size: number, lean: number, facing: number): void => {
    const axes = compose(yaw(facing), roll(-lean));
    shapes.push(
      ellipsoid([x, y, 0.06 * sine(facing * 7)], [size * 0.72, size, size * 0.17], green, { axes }),
    );
  };
  const crown = (x: number, y: number, size: number, lean: number): void => {
    for (let i = -1; i <= 1; i++) {
      const a = lean + i * 0.45;
      shapes.push(
        ellipsoid(
          [x + size * 0.98 * sine(a), y + size * 1.05 * cosine(a), 0],
          [0.05, 0.085, 0.05],
          fruit,
          { axes: roll(-a) },
        ),
      );
    }
  };
  pad(0, 0.34, 0.38, 0, draw.between(-0.3, 0.3));
  const left = draw.between(-0.85, -0.55);
  const right = draw.between(0.55, 0.85);
  for (const lean of [left, right, draw.between(-0.15, 0.15)]) {
    const size = draw.between(0.26, 0.32);
    const x = (0.3 + size * 0.8) * sine(lean);
    const y = 0.4 + (0.3 + size * 0.75) * cosine(lean);
    pad(x, y, size, lean, draw.between(-0.4, 0.4));
    if (draw.chance(0.6)) {
      const further = lean * 0.7;
      const px = x + (size + 0.17) * sine(further);
      const py = y + (size + 0.17) * cosine(further);
      pad(px, py, 0.21, further, draw.between(-0.4, 0.4));
      crown(px, py, 0.21, further);
    } else crown(x, y, size, lean);
  }
  return { shapes, height: 1.55, reach: 0.8 };
}

function organPipe(draw: Draw): Subject {
  const teal = ribbed(draw, 0x58a4a0, 0x1c5c68, 10);
  const white = material('plain', draw.near(color(0xe8e8e8), 0.05), { gloss: 0.4 });
  const gravel = material('spots', color(0x8c8478), {
    second: color(0xd0c8bc),
    frequency: 12,
    amount: 0.45,
  });
  const shapes: Shape[] = [
    frustum([0, 0.19, 0], 0.5, 0.56, 0.19, white, { round: 0.02, sides: 8 }),
    ellipsoid([0, 0.39, 0], [0.5, 0.05, 0.5], gravel),
  ];
  const count = draw.integer(4, 6);
  for (let i = 0; i < count; i++) {
    const a = (i * 6.283) / (count - 1) + draw.between(-0.2, 0.2);
    const away = i === 0 ? 0 : 0.29;
    const x = away * cosine(a);
    const z = away * sine(a);
    const tall = i === 0 ? draw.between(1.3, 1.5) : draw.between(0.75, 1.2);
    shapes.push(limb([x, 0.35, z], [x * 1.25, tall, z * 1.25], 0.105, 0.115, teal));
  }
  return { shapes, height: 1.6, reach: 0.6 };
}

function flowerBowl(draw: Draw): Subject {
  const bowl = material('bands', draw.near(color(0x3c5ca8)), {
    second: color(0xf0ece0),
    frequency: 5,
    amount: 0.3,
    gloss: 0.4,
  });
  const sand = material('mottled', color(0xd8c8a0), { second: color(0xb09c70), frequency: 8 });
  const grey = material('spots', draw.near(color(0x84a880), 0.08), {
    second: color(0xf8f4e8),
    frequency: 9,
    amount: 0.3,
  });
  const shapes: Shape[] = [
    ellipsoid([0, 0.36, 0], [0.72, 0.36, 0.72], bowl, { to: 0 }),
    ellipsoid([0, 0.35, 0], [0.66, 0.07, 0.66], sand),
  ];
  const count = draw.integer(3, 4);
  for (let i = 0; i < count; i++) {
    const a = (i * 6.283) / count + draw.between(-0.2, 0.2);
    const r = draw.between(0.23, 0.29);
    const x = 0.33 * cosine(a);
    const z = 0.33 * sine(a);
    shapes.push(sphere([x, 0.36 + r * 0.8, z], r, grey));
    const petal = material('plain', draw.near(color(i % 2 ? 0xf8c020 : 0xe02890), 0.08), {
      glow: 0.15,
    });
    for (let k = 0; k < 5; k++) {
      const b = k * 1.2566;
      const tilt = alignY([cosine(b), 0.9, sine(b)]);
      shapes.push(
        ellipsoid(
          [x + 0.07 * cosine(b), 0.36 + r * 1.8, z + 0.07 * sine(b)],
          [0.045, 0.11, 0.03],
          petal,
          { axes: tilt },
        ),
      );
    }
  }
  return { shapes, height: 0.98, reach: 0.76 };
}

const stones =
  (hex: number) =>
  (draw: Draw): readonly Shape[] =>
    Array.from({ length: 6 }, () => {
      const stone = material('mottled', draw.near(color(hex), 0.15), {
        frequency: 5,
        second: draw.near(color(hex), 0.3),
      });
      const size = draw.between(0.06, 0.17);
      return ellipsoid(
        [draw.between(-1.4, 1.4), size * 0.3, draw.between(-1.8, 0.6)],
        [size * 1.4, size, size],
        stone,
        {
          axes: yaw(draw.between(-1, 1)),
        },
      );
    });

export const cactus: SampleClass = {
  slug: 'cactus',
  name: 'cactus',
  modes: [
    {
      slug: 'saguaro',
      name: 'saguaro in the desert',
      share: 0.31,
      subject: saguaro,
      setting: outdoors({
        ground: mottledColor(0xe0b878, 0xc08c50, 2.5, 0.5),
        sky: {
          zenith: 0x3c84d8,
          horizon: 0xb8dcf0,
          clouds: [0.1, 0.45],
          hills: 0.13,
          hillColor: 0xb8683c,
          haze: 22,
        },
        light: DAYLIGHT,
        decor: stones(0xb88458),
      }),
      turn: [-60, 60],
      elevation: [3, 12],
    },
    {
      slug: 'potted-ball',
      name: 'ball in a clay pot',
      share: 0.25,
      subject: potted,
      setting: indoors({
        floor: (draw) =>
          material('planks', draw.near(color(0xd8c0a0), 0.08), {
            second: draw.near(color(0xb89870), 0.08),
            frequency: 1.4,
            gloss: 0.15,
          }),
        wall: (draw) =>
          material('mottled', draw.near(color(0xf0e4cc), 0.05), {
            second: color(0xe0ccac),
            frequency: 1,
            gloss: 0,
          }),
        distance: [1.2, 2.2],
        light: WINDOW,
      }),
      turn: [-180, 180],
      elevation: [10, 22],
    },
    {
      slug: 'prickly-pear',
      name: 'prickly pear at dusk',
      share: 0.19,
      subject: pricklyPear,
      setting: outdoors({
        ground: mottledColor(0x9c5840, 0x6c3834, 3, 0.6),
        sky: {
          zenith: 0x5c3c88,
          horizon: 0xf09c60,
          clouds: [0.2, 0.5],
          cloudColor: 0xf08878,
          hills: 0.16,
          hillColor: 0x5c2c48,
          haze: 20,
          glow: 0.5,
        },
        light: { ...EVENING, azimuth: [-75, -35] },
        decor: stones(0x88503c),
      }),
      turn: [-35, 35],
      elevation: [4, 14],
    },
    {
      slug: 'organ-pipe',
      name: 'organ pipes in a white pot',
      share: 0.15,
      subject: organPipe,
      setting: indoors({
        floor: (draw) => material('plain', draw.near(color(0x3c4450), 0.08), { gloss: 0.3 }),
        wall: (draw) =>
          material('mottled', draw.near(color(0x54606c), 0.08), {
            second: color(0x3c4650),
            frequency: 1.4,
            gloss: 0,
          }),
        distance: [1.4, 2.2],
        light: { ...WINDOW, azimuth: [30, 65], strength: 1.5 },
        mirror: 0.5,
      }),
      turn: [-180, 180],
      elevation: [6, 16],
    },
    {
      slug: 'flower-bowl',
      name: 'flowering bowl',
      share: 0.1,
      subject: flowerBowl,
      setting: indoors({
        floor: (draw) =>
          material('tiles', draw.near(color(0xc87850), 0.08), {
            second: color(0xe0c8b0),
            frequency: 1.8,
            amount: 0.06,
            gloss: 0.15,
          }),
        wall: (draw) =>
          material('bricks', draw.near(color(0xe4dcd0), 0.05), {
            second: color(0xc0b4a4),
            frequency: 3.4,
            amount: 0.08,
            gloss: 0,
          }),
        distance: [1.4, 2.2],
        light: { ...WINDOW, azimuth: [-30, 40], strength: 1.35 },
      }),
      turn: [-180, 180],
      elevation: [24, 38],
    },
  ],
};
