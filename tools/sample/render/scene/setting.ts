/**
 * Places where an object can stand: ground, sky or wall, and light. Three makers, for the open, for
 * water and for a room; a class's settings are these with colours filled in.
 */
import { cosine, sine } from '../tracing/exact-math';
import type { Draw } from './draw';
import { material } from './material';
import type { Material } from './material';
import type { Ground, Light, Sky, Wall } from './scene';
import type { Shape } from './shape';
import type { Triple } from './vector';
import { color } from './vector';

export interface Setting {
  readonly ground: Ground;
  readonly sky: Sky;
  readonly wall: Wall | null;
  readonly light: Light;
  /** Things that stand around the object. */
  readonly decor: readonly Shape[];
}

export type SettingMaker = (draw: Draw) => Setting;

export interface LightOptions {
  readonly color: number;
  readonly strength: number;
  /** Direction, degrees: 0 behind the camera, positive to the right. */
  readonly azimuth: readonly [number, number];
  readonly elevation: readonly [number, number];
  readonly sky: number;
  readonly skyStrength: number;
  readonly bounce: number;
  readonly hardness?: number;
}

export interface SkyOptions {
  readonly zenith: number;
  readonly horizon: number;
  readonly clouds?: readonly [number, number];
  readonly cloudColor?: number;
  readonly glow?: number;
  readonly hills?: number;
  readonly hillColor?: number;
  readonly haze?: number;
}

const DEGREE = Math.PI / 180;

const scaled = ([r, g, b]: Triple, by: number): Triple => [r * by, g * by, b * by];

function makeLight(draw: Draw, options: LightOptions): Light {
  const azimuth = draw.between(...options.azimuth) * DEGREE;
  const elevation = Math.max(6, draw.between(...options.elevation)) * DEGREE;
  const flat = cosine(elevation);
  return {
    direction: [flat * sine(azimuth), sine(elevation), flat * cosine(azimuth)],
    color: scaled(draw.near(color(options.color), 0.06), options.strength),
    hardness: options.hardness ?? 9,
    sky: scaled(color(options.sky), options.skyStrength),
    bounce: scaled(color(options.bounce), options.skyStrength * 0.6),
    exposure: draw.between(0.92, 1.08),
  };
}

function makeSky(draw: Draw, options: SkyOptions): Sky {
  return {
    zenith: draw.near(color(options.zenith), 0.1),
    horizon: draw.near(color(options.horizon), 0.08),
    clouds: options.clouds ? Math.max(0, draw.between(...options.clouds)) : 0,
    cloudColor: color(options.cloudColor ?? 0xffffff),
    glow: options.glow ?? 0,
    hills: options.hills ? draw.between(options.hills * 0.8, options.hills * 1.2) : 0,
    hillColor: draw.near(color(options.hillColor ?? 0x446644), 0.12),
    haze: options.haze ?? 25,
  };
}

export interface OutdoorOptions {
  readonly ground: (draw: Draw) => Material;
  readonly sky: SkyOptions;
  readonly light: LightOptions;
  readonly roughness?: number;
  readonly roughnessScale?: number;
  readonly mirror?: number;
  readonly decor?: (draw: Draw) => readonly Shape[];
}

/** Open ground, or water where `mirror` is set, under a sky. */
export function outdoors(options: OutdoorOptions): SettingMaker {
  return (draw) => ({
    ground: {
      material: options.ground(draw),
      roughness: options.roughness ?? 0,
      roughnessScale: options.roughnessScale ?? 4,
      mirror: options.mirror ?? 0,
    },
    sky: makeSky(draw, options.sky),
    wall: null,
    light: makeLight(draw, options.light),
    decor: options.decor?.(draw) ?? [],
  });
}

export interface IndoorOptions {
  readonly floor: (draw: Draw) => Material;
  readonly wall: (draw: Draw) => Material;
  readonly distance: readonly [number, number];
  readonly light: LightOptions;
  /** What glossy things reflect: a bright window side above, the room below. */
  readonly window?: number;
  readonly room?: number;
  readonly mirror?: number;
  readonly decor?: (draw: Draw) => readonly Shape[];
}

/** A table or floor in front of a wall. */
export function indoors(options: IndoorOptions): SettingMaker {
  return (draw) => ({
    ground: {
      material: options.floor(draw),
      roughness: 0,
      roughnessScale: 1,
      mirror: options.mirror ?? 0,
    },
    sky: makeSky(draw, {
      zenith: options.window ?? 0xffffff,
      horizon: options.room ?? 0x8a8078,
      glow: 0.6,
    }),
    wall: { distance: draw.between(...options.distance), material: options.wall(draw) },
    light: makeLight(draw, options.light),
    decor: options.decor?.(draw) ?? [],
  });
}

/** Light at sea, on snow and in the garden: a clear day. */
export const DAYLIGHT: LightOptions = {
  color: 0xfff1d8,
  strength: 1.5,
  azimuth: [-60, 60],
  elevation: [32, 58],
  sky: 0xb4d0f0,
  skyStrength: 0.75,
  bounce: 0xa09880,
};

/** A low warm light from the side. */
export const EVENING: LightOptions = {
  color: 0xffb070,
  strength: 1.5,
  azimuth: [35, 85],
  elevation: [12, 26],
  sky: 0xa090c0,
  skyStrength: 0.6,
  bounce: 0x805050,
};

/** A large soft window, left or right in front. */
export const WINDOW: LightOptions = {
  color: 0xfff4e6,
  strength: 1.25,
  azimuth: [-65, -25],
  elevation: [35, 60],
  sky: 0xdfe4ee,
  skyStrength: 0.62,
  bounce: 0xa08870,
  hardness: 5,
};

/** An overcast sky: much from everywhere, little from one side. */
export const OVERCAST: LightOptions = {
  color: 0xe8eef4,
  strength: 0.55,
  azimuth: [-50, 50],
  elevation: [45, 70],
  sky: 0xc4ccd6,
  skyStrength: 0.85,
  bounce: 0x808080,
  hardness: 3,
};

/** A single-colour surface with soft variation. */
export function mottledColor(
  hex: number,
  second: number,
  frequency: number,
  amount = 0.5,
): (draw: Draw) => Material {
  return (draw) =>
    material('mottled', draw.near(color(hex)), {
      second: draw.near(color(second)),
      frequency,
      amount,
      gloss: 0,
    });
}
