/** How the three kinds of outlier are made. */
import type { OutlierKind } from '../../../src/data/sample';
import type { Departure } from './compose-picture';
import type { Draw } from './scene/draw';
import type { Scene } from './scene/scene';
import type { Triple } from './scene/vector';
import { color, compose, pitch, roll } from './scene/vector';

function tinted(base: Triple, tint: Triple, strength: number): Triple {
  // Half of what is tinted goes through its brightness, or a red roof in green light would be black.
  const grey = (base[0] + base[1] + base[2]) / 3;
  const channel = (value: number, by: number): number => (0.5 * value + 0.5 * grey) * by * strength;
  return [channel(base[0], tint[0]), channel(base[1], tint[1]), channel(base[2], tint[2])];
}

function relit(scene: Scene, tint: Triple): Scene {
  const { light, sky, ground } = scene;
  const [x, y, z] = light.direction;
  const dimmed = 0.25;
  return {
    ...scene,
    light: {
      ...light,
      // From behind, at the same height: what faces the camera lies in its own shadow.
      direction: [x, y, -Math.abs(z)],
      color: tinted(light.color, tint, 1.5),
      sky: tinted(light.sky, tint, 0.8),
      bounce: tinted(light.bounce, tint, 0.6),
    },
    sky: {
      ...sky,
      zenith: tinted(sky.zenith, tint, dimmed),
      horizon: tinted(sky.horizon, tint, dimmed * 1.4),
      cloudColor: tinted(sky.cloudColor, tint, dimmed * 1.2),
      hillColor: tinted(sky.hillColor, tint, dimmed),
    },
    ground: { ...ground, mirror: ground.mirror * 0.6 },
  };
}

/** How an outlier of this kind departs from its mode; a stranger departs by being another class's. */
const DEPARTURES = {
  pose: (draw) => {
    const side = draw.chance(0.5) ? 1 : -1;
    const pose = compose(roll(side * draw.between(1.6, 2.9)), pitch(draw.between(-0.5, 0.5)));
    return { pose, elevation: draw.between(50, 66) };
  },
  light: (draw) => {
    const tint = color(draw.pick([0x30ff60, 0xff30e0, 0xff4020, 0x4050ff]));
    return { relight: (scene) => relit(scene, tint) };
  },
  stranger: () => ({}),
} satisfies Record<OutlierKind, (draw: Draw) => Departure>;

export function departure(kind: OutlierKind, draw: Draw): Departure {
  return DEPARTURES[kind](draw);
}
