/**
 * What a method may be called under given settings. A badge of faithfulness holds for the terms and the
 * sampler together: DMGD's equations in 25 steps of another solver are not DMGD's run.
 *
 *   official         the terms of the official code under the sampling of the paper's own run
 *   official-terms   the same terms under another sampling
 *   port             a form of a term, or a choice beside it, is ours
 *   reconstruction   rebuilt from the text: no code is public
 *   composition      published terms in a combination of our own
 *   baseline         what others are compared with
 *
 * Numbers (strengths, windows, sizes) do not count: a paper's method stays itself under another
 * strength. Which model samples is not said here either: no paper here ran the embedded one.
 */
import type { OwnNames } from '../core/by-name';
import type { SamplingSettings } from '../core/formats/recipe';
import type { Method } from './method';
import { parseParameters } from './parameters';
import { samplingSchema, type OfficialSampling } from './sampling';

export type StandingKind =
  'official' | 'official-terms' | 'port' | 'reconstruction' | 'composition' | 'baseline';

export interface Standing {
  readonly kind: StandingKind;
  /** For a badge. */
  readonly label: string;
  /** What differs from the paper's own run, a phrase each; empty where nothing does. */
  readonly differences: readonly string[];
  /** The paper's own sampling, where it has one and the present one is another. */
  readonly paperSampling: OfficialSampling | null;
}

const LABELS: Record<StandingKind, string> = {
  official: 'Official terms and sampler',
  'official-terms': 'Official terms, our sampler',
  port: 'Our port',
  reconstruction: 'Our reconstruction',
  composition: 'Published terms, our composition',
  baseline: 'Baseline',
};

function interval({ cfgFrom, cfgTo }: Pick<SamplingSettings, 'cfgFrom' | 'cfgTo'>): string {
  return cfgFrom === 0 && cfgTo === 1
    ? 'at every step'
    : `from ${cfgFrom} to ${cfgTo} of the noise`;
}

function solverName(solver: SamplingSettings['solver']): string {
  return samplingSchema.solver.options.find(({ value }) => value === solver)?.label ?? solver;
}

/** In what the sampling is not the paper's, a phrase each. */
export function samplingDifferences(
  sampling: OfficialSampling,
  paper: OfficialSampling,
): readonly string[] {
  const said = (here: string, there: string) =>
    here === there ? [] : [`${here}, paper: ${there}`];
  return [
    ...said(solverName(sampling.solver), solverName(paper.solver)),
    ...said(`${sampling.steps} steps`, `${paper.steps} steps`),
    ...said(`CFG ${sampling.cfgScale}`, `CFG ${paper.cfgScale}`),
    ...said(`CFG ${interval(sampling)}`, `CFG ${interval(paper)}`),
  ];
}

/** Choices that no paper makes, a phrase each. */
function ownChoices({ schema }: Method, values: OwnNames<unknown>): string[] {
  return Object.entries(schema).flatMap(([name, parameter]) => {
    if (parameter.kind !== 'choice') return [];
    const chosen = parameter.options.find(({ value }) => value === values[name]);
    return chosen?.own === true ? [`${parameter.label}: ${chosen.label}`] : [];
  });
}

/**
 * @param raw parameters by name, as a recipe or the page holds them
 * @throws StillroomError BadParameter
 */
export function standing(method: Method, raw: unknown, sampling: SamplingSettings): Standing {
  const values = parseParameters(method.schema, raw);
  const { officialSampling: paper } = method;
  const differences = paper === null ? [] : samplingDifferences(sampling, paper);
  const own = [...ownChoices(method, values), ...method.departures(values, sampling)];
  const kind = kindOf(method, own.length > 0, differences.length > 0);
  return {
    kind,
    label: LABELS[kind],
    differences: [...own, ...differences],
    paperSampling: differences.length > 0 ? paper : null,
  };
}

function kindOf({ status }: Method, own: boolean, otherSampling: boolean): StandingKind {
  if (status !== 'official') return status;
  if (own) return 'port';
  return otherSampling ? 'official-terms' : 'official';
}
