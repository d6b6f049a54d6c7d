/**
 * `npm run results:drawn -- --out FOLDER`: ten drawn classes that the embedded model was not trained on, as
 * class folders. Every class has three modes (another build or another view), the rest of a picture varies
 * freely: place, size, tilt, colours, ground. Equal on every machine up to the rasteriser's rounding.
 *
 *   --out FOLDER   gets `train/CLASS/00000.png` and `test/CLASS/00000.png`
 *   --train N      training images of each class, 300
 *   --test N       test images of each class, 60
 *   --side N       pixels a side, 96
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { randomStream, type RandomStream } from '../../src/core/random/stream';
import { wholeOption } from '../site';

const SEED = 11;

/** What a drawing is made with: a mode, two colours that stand off the ground, and numbers of its own. */
interface Pen {
  readonly mode: number;
  readonly colour: string;
  readonly second: string;
  /** Uniform in [low, high). */
  readonly between: (low: number, high: number) => number;
}

type Draw = (pen: Pen) => string;

const MODES = 3;

function circle(x: number, y: number, r: number, paint: string): string {
  return `<circle cx="${x}" cy="${y}" r="${r}" ${paint}/>`;
}

function line(points: string, paint: string): string {
  return `<polyline points="${points}" fill="none" stroke-linecap="round" stroke-linejoin="round" ${paint}/>`;
}

function box(x: number, y: number, width: number, height: number, paint: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${paint}/>`;
}

const fill = (colour: string) => `fill="${colour}"`;
const stroke = (colour: string, width: number) => `stroke="${colour}" stroke-width="${width}"`;
const ring = (colour: string, width: number) => `fill="none" ${stroke(colour, width)}`;

function around(count: number, draw: (degrees: number) => string): string {
  return Array.from({ length: count }, (_, index) => {
    const degrees = (360 * index) / count;
    return `<g transform="rotate(${degrees})">${draw(degrees)}</g>`;
  }).join('');
}

/** In units of a square from -50 to 50. */
const CLASSES: Readonly<Record<string, Draw>> = {
  bicycle: ({ mode, colour, second, between }) => {
    const radius = between(15, 18);
    const front = mode === 2 ? 12 : radius;
    const seat = mode === 1 ? -6 : -16;
    return (
      circle(-24, 14, radius, ring(second, 3)) +
      circle(24, 14, front, ring(second, 3)) +
      line(`-24,14 -10,${seat} 18,-14 2,14 -24,14`, stroke(colour, 4)) +
      line(`2,14 -12,${seat - 6}`, stroke(colour, 4)) +
      line('24,14 17,-22 26,-24', stroke(colour, 4))
    );
  },
  pizza: ({ mode, second, between }) => {
    const slices = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(() =>
      circle(
        between(-24, 24),
        between(-24, 24),
        between(3, 6),
        fill(mode === 1 ? '#3f6b2a' : '#a3251b'),
      ),
    );
    const whole =
      circle(0, 0, 40, fill('#c98a3c')) + circle(0, 0, 34, fill('#f1c84f')) + slices.join('');
    const cut = `<path d="M0 0 L44 -18 L44 18 Z" ${fill(second)}/>`;
    const wedge = `<path d="M-40 -26 Q0 -44 40 -26 L0 44 Z" fill="#f1c84f" stroke="#c98a3c" stroke-width="7"/>`;
    const few =
      circle(-8, -10, 6, fill('#a3251b')) +
      circle(10, -8, 6, fill('#a3251b')) +
      circle(0, 14, 5, fill('#a3251b'));
    return mode === 2 ? wedge + few : mode === 1 ? whole + cut : whole;
  },
  'traffic light': ({ mode, second }) => {
    const lit = ['#e33a2e', '#f2b632', '#3fae4a'];
    const lamps = lit.map((colour, index) =>
      circle(0, -26 + 22 * index, 8, fill(index === mode ? colour : '#2c2c30')),
    );
    return (
      box(-3, 28, 6, 24, fill(second)) + box(-14, -40, 28, 70, fill('#17181b')) + lamps.join('')
    );
  },
  umbrella: ({ mode, colour, second }) => {
    const handle = line('0,-6 0,36 6,42 12,36', stroke(second, 4));
    const open = `<path d="M-44 0 Q0 -70 44 0 Q30 -10 15 0 Q0 -10 -15 0 Q-30 -10 -44 0 Z" ${fill(colour)}/>`;
    const striped = open + `<path d="M-15 0 Q0 -66 15 0 Q0 -10 -15 0 Z" ${fill(second)}/>`;
    const closed =
      `<path d="M-9 -40 L9 -40 L4 26 L-4 26 Z" ${fill(colour)}/>` +
      line('0,26 0,42 7,46', stroke(second, 4));
    return mode === 0 ? handle + open : mode === 1 ? handle + striped : closed;
  },
  butterfly: ({ mode, colour, second, between }) => {
    const spread = mode === 2 ? 20 : between(30, 36);
    const wing = (side: number) =>
      `<ellipse cx="${side * spread * 0.6}" cy="-14" rx="${spread * 0.6}" ry="20" ${fill(colour)}/>` +
      `<ellipse cx="${side * spread * 0.5}" cy="18" rx="${spread * 0.5}" ry="15" ${fill(mode === 1 ? second : colour)}/>` +
      circle(side * spread * 0.6, -14, 6, fill(second));
    return (
      wing(-1) +
      wing(1) +
      box(-2, -28, 4, 56, fill('#1b1512')) +
      line('-10,-42 0,-28 10,-42', stroke('#1b1512', 2))
    );
  },
  ladder: ({ mode, colour }) => {
    const top = mode === 0 ? 12 : mode === 1 ? 4 : 18;
    const rails =
      line(`-20,46 ${-top},-46`, stroke(colour, 5)) + line(`20,46 ${top},-46`, stroke(colour, 5));
    const count = mode === 2 ? 8 : 5;
    const rungs = Array.from({ length: count }, (_, index) => {
      const share = (index + 0.5) / count;
      const half = 20 + (top - 20) * (1 - share);
      const y = -46 + 92 * share;
      return line(`${-half},${y} ${half},${y}`, stroke(colour, 4));
    });
    return rails + rungs.join('');
  },
  clock: ({ mode, colour, second, between }) => {
    const face =
      mode === 1
        ? box(-38, -38, 76, 76, `fill="#f4f1e6" ${stroke(colour, 6)}`)
        : circle(0, 0, 40, `fill="#f4f1e6" ${stroke(colour, 6)}`);
    const marks = around(12, () => box(-1.5, -34, 3, 7, fill(second)));
    const hand = (length: number, width: number) =>
      `<g transform="rotate(${between(0, 360)})">${box(-width / 2, -length, width, length, fill('#15161a'))}</g>`;
    const bells =
      mode === 2 ? circle(-28, -38, 11, fill(colour)) + circle(28, -38, 11, fill(colour)) : '';
    return bells + face + marks + hand(20, 5) + hand(30, 3);
  },
  key: ({ mode, colour }) => {
    const head =
      mode === 1
        ? box(-46, -13, 26, 26, ring(colour, 7))
        : circle(-30, 0, mode === 2 ? 10 : 15, ring(colour, 7));
    const teeth =
      mode === 2
        ? box(30, 0, 6, 18, fill(colour)) + box(18, 0, 6, 12, fill(colour))
        : box(26, 0, 14, 12, fill(colour));
    return head + box(-18, -3, 62, 7, fill(colour)) + teeth;
  },
  scissors: ({ mode, colour, second, between }) => {
    const half = mode === 2 ? 3 : between(14, 24);
    const leg = (side: number) =>
      `<g transform="rotate(${side * half})">${line('0,10 0,-44', stroke(second, 6))}${line(`0,8 ${-side * 4},22`, stroke(colour, 5))}${circle(-side * 8, 32, mode === 1 ? 12 : 9, ring(colour, 5))}</g>`;
    return leg(-1) + leg(1) + circle(0, 2, 3, fill('#15161a'));
  },
  windmill: ({ mode, colour, second, between }) => {
    const tower =
      mode === 1
        ? box(-3, -18, 6, 66, fill(colour))
        : `<path d="M-12 -18 L12 -18 L20 48 L-20 48 Z" ${fill(colour)}/>`;
    const blades = mode === 0 ? 4 : mode === 1 ? 3 : 6;
    const turned = around(blades, () =>
      mode === 1
        ? box(-2, -40, 4, 40, fill(second))
        : box(-5, -34, 10, 28, fill(second)) + box(-1, -34, 2, 34, fill('#33291f')),
    );
    return `${tower}<g transform="translate(0 -14) rotate(${between(0, 120)})">${turned}</g>`;
  },
};

/** Grounds are light or dark as a whole, the two colours of a drawing the other way round. */
function picture(draw: Draw, stream: RandomStream, side: number): string {
  const between = (low: number, high: number) => low + (high - low) * stream.uniform();
  const hue = (light: number, saturation: number) =>
    `hsl(${between(0, 360).toFixed(0)},${saturation}%,${light.toFixed(0)}%)`;
  const dark = stream.uniform() < 0.4;
  const [near, far] = dark
    ? [between(12, 24), between(20, 38)]
    : [between(68, 82), between(80, 95)];
  const pen: Pen = {
    mode: stream.integer(MODES),
    colour: hue(dark ? between(55, 72) : between(28, 48), 65),
    second: hue(dark ? between(70, 88) : between(14, 30), 35),
    between,
  };
  const scale = (side / 110) * between(0.72, 1.05);
  const x = side / 2 + side * between(-0.09, 0.09);
  const y = side / 2 + side * between(-0.09, 0.09);
  const ground = `<linearGradient id="g" x2="0.3" y2="1"><stop stop-color="${hue(far, 25)}"/><stop offset="1" stop-color="${hue(near, 25)}"/></linearGradient>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><defs>${ground}</defs>${box(0, 0, side, side, 'fill="url(#g)"')}<g transform="translate(${x} ${y}) rotate(${between(-16, 16)}) scale(${scale})">${draw(pen)}</g></svg>`;
}

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    train: { type: 'string', default: '300' },
    test: { type: 'string', default: '60' },
    side: { type: 'string', default: '96' },
  },
});
const { out } = values;
if (out === undefined) throw new Error('Name a folder: --out FOLDER.');
const side = wholeOption('side', values.side);
const counts = {
  train: wholeOption('train', values.train),
  test: wholeOption('test', values.test),
};
for (const part of ['train', 'test'] as const) {
  for (const [name, draw] of Object.entries(CLASSES)) {
    const folder = join(out, part, name);
    mkdirSync(folder, { recursive: true });
    for (let image = 0; image < counts[part]; image++) {
      const stream = randomStream({ seed: SEED, name, image, purpose: `drawn-${part}` });
      const svg = Buffer.from(picture(draw, stream, side));
      await sharp(svg)
        .png()
        .toFile(join(folder, `${String(image).padStart(5, '0')}.png`));
    }
  }
}
