/**
 * Best of several: more candidates an image than are kept, chosen by the model's own typicality and by
 * what they add to the coverage of the class (core/scoring/candidates). Every method that samples can
 * have it; images of a class are then made one after another, since coverage looks at those before.
 */
import type { CandidateRule } from '../core/scoring/candidates';
import type { ParameterSchema, ParametersOf } from './parameters';

const OURS = "Stillroom's; none of the papers here chooses among candidates";

export const candidateSchema = {
  candidates: {
    kind: 'integer',
    label: 'Best of',
    unit: 'candidates',
    min: 1,
    max: 16,
    step: 1,
    default: 1,
    help: 'So many candidates are sampled for each image and one is kept, at as many times the cost; 1 keeps what is sampled.',
    source: OURS,
    group: 'start',
  },
  candidateTypicality: {
    kind: 'number',
    label: 'Weight of typicality',
    unit: '',
    min: 0,
    max: 1,
    step: 0.05,
    default: 0.5,
    help: 'Candidates are ranked by how much better the model explains them with the label than without, and by how much of the class they bring nearer to an image; this is the weight of the first. Without effect on a single candidate.',
    source: OURS,
    group: 'start',
  },
} as const satisfies ParameterSchema;

export type CandidateParameters = ParametersOf<typeof candidateSchema>;

/** Draws of the typicality score: as many as the selection takes for a look. */
const DRAWS = 10;

/** null: what is sampled is kept. */
export function candidateRule({
  candidates: count,
  candidateTypicality: typicality,
}: CandidateParameters): CandidateRule | null {
  return count === 1 ? null : { count, typicality, draws: DRAWS };
}

/** What no paper does, for the badge. */
export function candidateDepartures({ candidates }: CandidateParameters): string[] {
  return candidates === 1 ? [] : [`the best of ${candidates} candidates is kept`];
}
