/**
 * Puts one picture together: a mode's subject in a setting, turned, seen by a camera that frames it.
 *
 * The collection shows each mode in its own setting. The broad style, for training, sometimes lends a
 * mode the setting of another mode of its class, draws every range wider, and has no outliers.
 */
import type { Draw } from './scene/draw';
import type { Scene } from './scene/scene';
import type { Shape } from './scene/shape';
import { placed } from './scene/shape';
import type { Mode, SampleClass } from './scene/subject';
import type { Rotation, Triple } from './scene/vector';
import { yaw } from './scene/vector';
import { cosine, sine } from './tracing/exact-math';

const DEGREE = Math.PI / 180;
const HALF_WIDTH = 0.36;
const BORROWED_SETTING = 0.4;

/** How an outlier departs from its mode. */
export interface Departure {
  /** Turns the subject after its own turn, about its middle. */
  readonly pose?: Rotation;
  /** Replaces the camera's elevation, degrees. */
  readonly elevation?: number;
  /** Changes the finished scene. */
  readonly relight?: (scene: Scene) => Scene;
}

function posed(shapes: readonly Shape[], height: number, pose: Rotation): readonly Shape[] {
  const lowered = placed(shapes, [1, 0, 0, 0, 1, 0, 0, 0, 1], [0, -height / 2, 0]);
  return placed(lowered, pose, [0, height / 2, 0]);
}

export function composePicture(
  draw: Draw,
  sampleClass: SampleClass,
  mode: Mode,
  departure: Departure = {},
): Scene {
  const subject = mode.subject(draw);
  const lender =
    draw.style === 'broad' && draw.chance(BORROWED_SETTING) ? draw.pick(sampleClass.modes) : mode;
  const setting = lender.setting(draw);
  const turned = placed(subject.shapes, yaw(draw.between(...mode.turn) * DEGREE));
  const shapes = departure.pose ? posed(turned, subject.height, departure.pose) : turned;

  const elevation = Math.max(2, departure.elevation ?? draw.between(...mode.elevation)) * DEGREE;
  const half = Math.max(subject.height * 0.52, subject.reach * 0.95);
  const distance = (half / HALF_WIDTH) * draw.between(1.12, 1.34) + subject.reach * 0.3;
  const target: Triple = [
    draw.between(-0.1, 0.1) * half,
    subject.height * 0.5 + draw.between(-0.04, 0.12) * half,
    0,
  ];
  const eye: Triple = [
    target[0] + draw.between(-0.25, 0.25),
    Math.max(0.12, target[1] + distance * sine(elevation)),
    distance * cosine(elevation),
  ];
  const scene: Scene = {
    shapes: [...shapes, ...setting.decor],
    camera: { eye, target, halfWidth: HALF_WIDTH, tilt: draw.between(-2.5, 2.5) * DEGREE },
    light: setting.light,
    ground: setting.ground,
    sky: setting.sky,
    wall: setting.wall,
    texture: draw.integer(0, 9999),
  };
  return departure.relight ? departure.relight(scene) : scene;
}
