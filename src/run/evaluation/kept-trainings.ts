/**
 * Trainings that are kept: a finished one under everything that decides it, an unfinished one's
 * checkpoint under the same. A reload, a stop or a dead worker loses what came after the last checkpoint
 * and nothing else; going on draws the same curve.
 */
import type { NetworkSpec } from '../../core/training/network';
import type { TrainSettings } from '../../core/training/protocol';
import type { StageKind, Stages } from '../stages/stages';
import type { TrainCheckpoint } from '../training/events';
import type { TrainingOutcome } from './report';

/** What decides a training. */
export interface TrainingCauses {
  /** Names of what is trained on and of what accuracy is measured on. */
  readonly content: string;
  readonly heldOut: string;
  readonly network: NetworkSpec;
  readonly side: number;
  readonly classes: number;
  readonly settings: TrainSettings;
  readonly seed: number;
  /** Processor and runtime: two of them differ in the last bits. */
  readonly backend: string;
  /** Names the teacher's weights; null with hard labels. */
  readonly teacher: string | null;
}

export interface KeptCheckpoint {
  readonly checkpoint: TrainCheckpoint;
  /** Wall time so far. */
  readonly seconds: number;
  /** What computed all of it so far; left out where that is not known. */
  readonly runtime?: string;
}

/** A trained teacher. */
export interface KeptTeacher {
  readonly weights: Float32Array;
  readonly accuracy: number;
  readonly seconds: number;
}

function hasKeys<const Key extends string>(
  value: unknown,
  keys: readonly Key[],
): value is Record<Key, unknown> {
  return (
    typeof value === 'object' && value !== null && keys.every((key) => Object.hasOwn(value, key))
  );
}

const OUTCOME: StageKind<TrainingOutcome> = {
  name: 'training',
  version: 1,
  accepts: (value): value is TrainingOutcome =>
    hasKeys(value, ['accuracy', 'best', 'classAccuracy', 'confusion', 'curves', 'seconds']),
};

const CHECKPOINT: StageKind<KeptCheckpoint> = {
  name: 'training-checkpoint',
  version: 1,
  accepts: (value): value is KeptCheckpoint =>
    hasKeys(value, ['checkpoint', 'seconds']) &&
    hasKeys(value['checkpoint'], ['seed', 'epoch', 'batch', 'lossSum', 'state', 'curves']),
};

const TEACHER: StageKind<KeptTeacher> = {
  name: 'teacher',
  version: 1,
  accepts: (value): value is KeptTeacher =>
    hasKeys(value, ['weights', 'accuracy', 'seconds']) && value['weights'] instanceof Float32Array,
};

/** One training's places. */
export class KeptTraining {
  readonly #stages: Stages;
  readonly #owner: string;
  readonly #causes: TrainingCauses;

  /** @param owner fingerprint of the first class */
  constructor(stages: Stages, owner: string, causes: TrainingCauses) {
    this.#stages = stages;
    this.#owner = owner;
    this.#causes = causes;
  }

  outcome(): Promise<TrainingOutcome | undefined> {
    return this.#stages.get(OUTCOME, this.#owner, this.#causes);
  }

  teacher(): Promise<KeptTeacher | undefined> {
    return this.#stages.get(TEACHER, this.#owner, this.#causes);
  }

  checkpoint(): Promise<KeptCheckpoint | undefined> {
    return this.#stages.get(CHECKPOINT, this.#owner, this.#causes);
  }

  /** In place of the last one. */
  putCheckpoint(kept: KeptCheckpoint): Promise<void> {
    return this.#stages.put(CHECKPOINT, this.#owner, this.#causes, kept);
  }

  /** The training is over: its checkpoint goes. */
  async finish(outcome: TrainingOutcome): Promise<void> {
    await this.#stages.put(OUTCOME, this.#owner, this.#causes, outcome);
    await this.#stages.remove(CHECKPOINT, this.#owner, this.#causes);
  }

  async finishTeacher(teacher: KeptTeacher): Promise<void> {
    await this.#stages.put(TEACHER, this.#owner, this.#causes, teacher);
    await this.#stages.remove(CHECKPOINT, this.#owner, this.#causes);
  }
}
