/**
 * A scene: what stands there, where the camera is, what light falls and what lies behind. Plain data,
 * in units of roughly one object height; the camera looks along -z, y is up, the ground is y = 0.
 */
import type { Material } from './material';
import type { Shape } from './shape';
import type { Triple } from './vector';

export interface Camera {
  readonly eye: Triple;
  readonly target: Triple;
  /** Half the picture's width at distance 1. */
  readonly halfWidth: number;
  /** Turn of the picture about the line of sight, radians. */
  readonly tilt: number;
}

export interface Light {
  /** Direction towards the light, unit length. */
  readonly direction: Triple;
  readonly color: Triple;
  /** How hard the shadow's edge is: distance to the blocker over width of the edge. */
  readonly hardness: number;
  /** Light from above, on surfaces that look up. */
  readonly sky: Triple;
  /** Light thrown back by the ground, on surfaces that look down. */
  readonly bounce: Triple;
  readonly exposure: number;
}

export interface Ground {
  readonly material: Material;
  /** Height of bumps as slope, 0 for a flat floor. */
  readonly roughness: number;
  /** Bumps per unit. */
  readonly roughnessScale: number;
  /** 0 matt to 1 a still mirror: reflects sky and objects. */
  readonly mirror: number;
}

export interface Sky {
  readonly zenith: Triple;
  readonly horizon: Triple;
  /** Share of the sky under cloud, 0 to 1. */
  readonly clouds: number;
  readonly cloudColor: Triple;
  /** Strength of the glow around the light's direction. */
  readonly glow: number;
  /** Height of hills over the horizon as a slope, 0 for none. */
  readonly hills: number;
  readonly hillColor: Triple;
  /** Distance at which the ground is half lost in the horizon's colour. */
  readonly haze: number;
}

/** A wall that closes the scene at z = -distance instead of the open sky. */
export interface Wall {
  readonly distance: number;
  readonly material: Material;
}

export interface Scene {
  readonly shapes: readonly Shape[];
  readonly camera: Camera;
  readonly light: Light;
  readonly ground: Ground;
  readonly sky: Sky;
  readonly wall: Wall | null;
  /** Chooses the sheet of every noise texture, so that no two pictures share a cloud. */
  readonly texture: number;
}
