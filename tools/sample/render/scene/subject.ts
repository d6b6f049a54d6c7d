/**
 * The contract between a class's modes and everything that uses them. A mode makes a subject: shapes
 * around the vertical axis with their foot at y = 0, and the size that the camera has to frame.
 */
import type { Draw } from './draw';
import type { SettingMaker } from './setting';
import type { Shape } from './shape';

export interface Subject {
  readonly shapes: readonly Shape[];
  readonly height: number;
  /** Half the largest width. */
  readonly reach: number;
}

export interface Mode {
  readonly slug: string;
  readonly name: string;
  /** Share of the class's ordinary images in the collection; a class's shares sum to 1. */
  readonly share: number;
  readonly subject: (draw: Draw) => Subject;
  readonly setting: SettingMaker;
  /** Turn about the vertical axis, degrees. */
  readonly turn: readonly [number, number];
  /** Height of the camera as an angle over the subject's middle, degrees. */
  readonly elevation: readonly [number, number];
}

export interface SampleClass {
  readonly slug: string;
  /** One or two words: the class's name in captions and prompts. */
  readonly name: string;
  readonly modes: readonly [Mode, ...Mode[]];
}
