/** What the images of the set that is shown are worth, as far as it is known. */
import { create } from 'zustand';
import type { EvaluationCost } from '../../run/evaluation/events';
import type { ImageJudgement } from '../../run/evaluation/image-judgement';
import type { NamedClass } from '../../run/recipe/make-recipe';

export interface ImageValuesState {
  /** Whether a person has opened it: nothing is measured before. */
  readonly open: boolean;
  /** A run's handle: what the rest is about. */
  readonly set: string | null;
  readonly judgement: ImageJudgement;
  /** By the labels of its values: others may take part by now. */
  readonly classes: readonly NamedClass[];
  /** Of what is still to be trained; null before it is measured. */
  readonly cost: EvaluationCost | null;
  /** What is done to know the cost, in words; empty while nothing is. */
  readonly measuring: string;
  /** Why it cannot be started, with what to do. */
  readonly obstacle: string | null;
  /** Pictures of the set's images, by their place among them; those that are shown alone. */
  readonly pictures: ReadonlyMap<number, string>;
}

export const noImageValues: ImageValuesState = {
  open: false,
  set: null,
  judgement: { values: null, redundancy: null },
  classes: [],
  cost: null,
  measuring: '',
  obstacle: null,
  pictures: new Map(),
};

export const useImageValues = create<ImageValuesState>(() => noImageValues);
