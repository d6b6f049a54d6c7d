/** Sailboats: a sloop, a spinnaker run, a junk at sunset, a wooden toy on a shelf, a schooner. */
import { cosine, sine } from '../tracing/exact-math';
import type { Draw } from '../scene/draw';
import { material } from '../scene/material';
import type { Material } from '../scene/material';
import { DAYLIGHT, EVENING, OVERCAST, WINDOW, indoors, outdoors } from '../scene/setting';
import type { Shape } from '../scene/shape';
import { box, ellipsoid, frustum, limb, panel, placed } from '../scene/shape';
import type { SampleClass, Subject } from '../scene/subject';
import { color, roll } from '../scene/vector';

/** A hull along x with its bow at +x, a deck and a waterline stripe. */
function hull(
  long: number,
  wide: number,
  deep: number,
  side: Material,
  deck: Material,
): readonly Shape[] {
  return [
    ellipsoid([0, deep * 0.72, 0], [long, deep, wide], side, { to: 0 }),
    ellipsoid([0, deep * 0.72, 0], [long * 0.95, deep * 0.1, wide * 0.88], deck),
  ];
}

const mast = (x: number, foot: number, top: number): Shape =>
  limb([x, foot, 0], [x, top, 0], 0.022, 0.014, material('plain', color(0x8c6c48), { gloss: 0.2 }));

/** A triangular sail with its upright edge at x, reaching `out` at its foot (negative: aft). */
function sail(
  x: number,
  foot: number,
  top: number,
  out: number,
  billow: number,
  cloth: Material,
): Shape {
  const half = (top - foot) / 2;
  const wide = Math.abs(out) / 2;
  const at = [x + out / 4, foot + half, 0] as const;
  return panel(at, wide, 0.012, half, cloth, { billow, lean: -out / (4 * half) });
}

function heeled(draw: Draw, shapes: readonly Shape[]): readonly Shape[] {
  return placed(shapes, roll(draw.between(-0.05, 0.05)));
}

const canvas = (draw: Draw, hex: number): Material =>
  material('bands', draw.near(color(hex), 0.05), {
    second: draw.near(color(hex), 0.16),
    frequency: 5,
    amount: 0.12,
  });

function sloop(draw: Draw): Subject {
  const top = draw.between(1.5, 1.75);
  const cloth = canvas(draw, 0xfcfaf4);
  const side = material('bands', draw.near(color(0xf4f2ee), 0.04), {
    second: color(0x1c3c88),
    frequency: 4.4,
    amount: 0.36,
    gloss: 0.4,
  });
  const deck = material('planks', color(0xc89c64), { second: color(0xa87c48), frequency: 12 });
  const billow = draw.between(0.08, 0.16) * (draw.chance(0.5) ? 1 : -1);
  return {
    shapes: heeled(draw, [
      ...hull(0.78, 0.24, 0.24, side, deck),
      box(
        [-0.12, 0.22, 0],
        [0.22, 0.06, 0.12],
        0.03,
        material('plain', color(0xf0f0ec), { gloss: 0.3 }),
      ),
      mast(0.08, 0.15, top),
      sail(0.05, 0.36, top - 0.05, -0.78, billow, cloth),
      sail(0.13, 0.3, top - 0.25, 0.58, billow, cloth),
    ]),
    height: top,
    reach: 0.8,
  };
}

function spinnaker(draw: Draw): Subject {
  const top = draw.between(1.45, 1.6);
  const hue = draw.pick([0xe83c28, 0xf06c18, 0xd82870]);
  const stripes = material('stripes', draw.near(color(hue)), {
    second: draw.near(color(0xf8d838), 0.06),
    frequency: draw.between(2.6, 3.4),
    amount: 0.46,
    glow: 0.12,
  });
  const side = material('plain', draw.near(color(0x284080)), { gloss: 0.4 });
  const deck = material('plain', color(0xe8e4dc));
  const puff = draw.between(0.3, 0.38);
  return {
    shapes: heeled(draw, [
      ...hull(0.72, 0.23, 0.22, side, deck),
      mast(-0.02, 0.15, top),
      ellipsoid([0.3, 0.72, 0.05], [draw.between(0.46, 0.54), 0.78, puff], stripes, {
        shell: 0.012,
        from: -0.24,
        axes: roll(draw.between(-0.2, -0.05)),
      }),
      sail(-0.06, 0.34, top - 0.1, -0.6, 0.1, canvas(draw, 0xfcfaf4)),
    ]),
    height: top,
    reach: 0.85,
  };
}

function junk(draw: Draw): Subject {
  const side = material('planks', draw.near(color(0x7c4c28), 0.08), {
    second: color(0x54301a),
    frequency: 14,
    gloss: 0.15,
  });
  const red = material('bands', draw.near(color(0xb83420), 0.08), {
    second: color(0x5c180c),
    frequency: 6.5,
    amount: 0.16,
    glow: 0.08,
  });
  const shapes: Shape[] = [
    ...hull(0.85, 0.27, 0.3, side, side),
    box([-0.56, 0.36, 0], [0.2, 0.15, 0.19], 0.02, side),
    mast(0.0, 0.2, 1.5),
    mast(0.55, 0.2, 1.1),
    mast(-0.55, 0.4, 1.15),
  ];
  const billow = draw.between(0.06, 0.12);
  shapes.push(
    panel([-0.06, 0.92, 0.03], 0.32, 0.24, 0.52, red, { billow, lean: 0.1 }),
    panel([0.52, 0.76, 0.03], 0.2, 0.15, 0.34, red, { billow, lean: 0.12 }),
    panel([-0.6, 0.9, 0.03], 0.17, 0.12, 0.28, red, { billow, lean: 0.1 }),
  );
  return { shapes: heeled(draw, shapes), height: 1.5, reach: 0.9 };
}

function toy(draw: Draw): Subject {
  const wood = material('planks', draw.near(color(0xcc9450), 0.08), {
    second: color(0x9c6830),
    frequency: 3,
    amount: 0.6,
    gloss: 0.2,
  });
  const top = draw.between(1.25, 1.4);
  const green = material('plain', draw.near(color(draw.pick([0x2c8c5c, 0x388850]))), {
    gloss: 0.1,
  });
  const orange = material('plain', draw.near(color(0xe89030), 0.08));
  const stand = material('plain', color(0x5c3c20), { gloss: 0.2 });
  return {
    shapes: [
      box([-0.3, 0.06, 0], [0.04, 0.06, 0.22], 0.01, stand),
      box([0.3, 0.06, 0], [0.04, 0.06, 0.22], 0.01, stand),
      ellipsoid([0, 0.36, 0], [0.66, 0.28, 0.26], wood, { to: 0 }),
      frustum([0, 0.4, 0], 0.03, 0.03, 0.06, stand),
      limb([0, 0.3, 0], [0, top, 0], 0.03, 0.025, stand),
      limb([0.03, 0.45, 0], [-0.56, 0.45, 0], 0.02, 0.02, stand),
      sail(-0.03, 0.48, top - 0.03, -0.52, 0.02, green),
      sail(0.04, 0.46, top - 0.1, 0.48, 0.02, orange),
    ],
    height: top,
    reach: 0.68,
  };
}

function schooner(draw: Draw): Subject {
  const dark = material('bands', draw.near(color(0x202428)), {
    second: color(0xd0b060),
    frequency: 3.2,
    amount: 0.14,
    gloss: 0.3,
  });
  const deck = material('planks', color(0x94704c), { second: color(0x6c5034), frequency: 12 });
  const tan = canvas(draw, 0xc8a47c);
  const billow = draw.between(0.06, 0.12);
  return {
    shapes: heeled(draw, [
      ...hull(0.98, 0.24, 0.24, dark, deck),
      limb([0.8, 0.2, 0], [1.2, 0.32, 0], 0.025, 0.015, deck),
      mast(0.28, 0.15, 1.45),
      mast(-0.32, 0.15, 1.5),
      panel([0.06, 0.73, 0], 0.26, 0.15, 0.4, tan, { billow, lean: 0.2 }),
      panel([-0.58, 0.73, 0], 0.27, 0.16, 0.42, tan, { billow, lean: 0.2 }),
      sail(0.34, 0.35, 1.32, 0.72, billow, tan),
      sail(-0.35, 1.17, 1.48, -0.3, 0.02, tan),
    ]),
    height: 1.5,
    reach: 1.05,
  };
}

const sea =
  (hex: number, deep: number) =>
  (draw: Draw): Material =>
    material('mottled', draw.near(color(hex), 0.08), {
      second: draw.near(color(deep), 0.08),
      frequency: 1.2,
      amount: 0.5,
      gloss: 0.5,
    });

/** Pale wake left and right of the hull. */
const foam = (draw: Draw): readonly Shape[] => {
  const white = material('mottled', color(0xe8f0f4), { second: color(0xa8c8d8), frequency: 8 });
  return Array.from({ length: 5 }, (_, i) => {
    const a = i * 1.3 + draw.between(-0.3, 0.3);
    return ellipsoid(
      [0.8 * cosine(a), 0, 0.35 * sine(a)],
      [draw.between(0.12, 0.22), 0.018, 0.05],
      white,
    );
  });
};

export const sailboat: SampleClass = {
  slug: 'sailboat',
  name: 'sailboat',
  modes: [
    {
      slug: 'white-sloop',
      name: 'white sloop',
      share: 0.3,
      subject: sloop,
      setting: outdoors({
        ground: sea(0x2464a8, 0x184880),
        sky: { zenith: 0x3078d0, horizon: 0xb8dcf4, clouds: [0.15, 0.5], haze: 30 },
        light: DAYLIGHT,
        roughness: 0.14,
        mirror: 0.8,
        decor: foam,
      }),
      turn: [-35, 35],
      elevation: [3, 11],
    },
    {
      slug: 'spinnaker',
      name: 'coloured spinnaker',
      share: 0.23,
      subject: spinnaker,
      setting: outdoors({
        ground: sea(0x30c4b4, 0x1c9ca4),
        sky: {
          zenith: 0x54b4e8,
          horizon: 0xe4f8f4,
          clouds: [0.3, 0.6],
          hills: 0.08,
          hillColor: 0x3c8c58,
          haze: 40,
        },
        light: { ...DAYLIGHT, azimuth: [-50, 10] },
        roughness: 0.08,
        mirror: 0.6,
      }),
      turn: [-30, 30],
      elevation: [5, 13],
    },
    {
      slug: 'junk',
      name: 'junk at sunset',
      share: 0.2,
      subject: junk,
      setting: outdoors({
        ground: sea(0xa8683c, 0x704028),
        sky: {
          zenith: 0xe08848,
          horizon: 0xffd890,
          clouds: [0.2, 0.5],
          cloudColor: 0xf0a060,
          glow: 0.8,
          hills: 0.1,
          hillColor: 0x804838,
          haze: 24,
        },
        light: { ...EVENING, azimuth: [30, 70] },
        roughness: 0.08,
        mirror: 0.9,
      }),
      turn: [-30, 30],
      elevation: [3, 9],
    },
    {
      slug: 'toy',
      name: 'wooden toy',
      share: 0.16,
      subject: toy,
      setting: indoors({
        floor: (draw) => material('plain', draw.near(color(0xe8e4dc), 0.05), { gloss: 0.2 }),
        wall: (draw) =>
          material('stripes', draw.near(color(0xf0e8d4), 0.04), {
            second: draw.near(color(0xd8b8a0), 0.06),
            frequency: 2,
            amount: 0.3,
            gloss: 0,
          }),
        distance: [1, 1.8],
        light: WINDOW,
      }),
      turn: [-30, 30],
      elevation: [8, 20],
    },
    {
      slug: 'schooner',
      name: 'schooner in grey weather',
      share: 0.11,
      subject: schooner,
      setting: outdoors({
        ground: sea(0x4c6468, 0x34484c),
        sky: {
          zenith: 0x6c7880,
          horizon: 0xb8c0c0,
          clouds: [0.6, 0.9],
          cloudColor: 0x889098,
          haze: 12,
        },
        light: { ...OVERCAST, strength: 0.7 },
        roughness: 0.3,
        roughnessScale: 3,
        mirror: 0.7,
        decor: foam,
      }),
      turn: [-30, 30],
      elevation: [4, 11],
    },
  ],
};
