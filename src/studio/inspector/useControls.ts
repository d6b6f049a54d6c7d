/** The controls of the settings as they stand: which come first, which are folded, and what is usual for each. */
import { useMemo } from 'react';
import type { RecipeParameters, SamplingSettings } from '../../core/formats/recipe';
import type { MethodPreset } from '../../methods/method';
import { differing, nearestPreset } from '../runs/runName';
import { useModel } from '../state/model';
import { useSettings } from '../state/settings';
import {
  findMethod,
  groupsOf,
  inUse,
  parametersOf,
  samplingParameters,
  type Group,
  type Parameter,
} from './schema';
import { usePlan } from './usePlan';
import type { ParameterScope } from './useParameter';
import { withUsual } from './usual';

/** The sampling parameters that real images depend on as well. */
const OF_EVERY_SET: ReadonlySet<string> = new Set(['imagesPerClass', 'seed']);

export interface Control {
  readonly scope: ParameterScope;
  readonly parameter: Parameter;
}

export interface ScopedGroup extends Group {
  readonly scope: ParameterScope;
}

export interface Controls {
  /** The method's switches, and the two or three parameters that matter most. */
  readonly first: readonly Control[];
  /** The rest, by term. */
  readonly folded: readonly ScopedGroup[];
  /** What the values are measured against; null: the method's defaults. */
  readonly preset: MethodPreset | null;
  /** Those with another value than the preset's, but for images per class and seed. */
  readonly changed: readonly Control[];
}

const scoped = (scope: ParameterScope, groups: readonly Group[]): ScopedGroup[] =>
  groups.map((group) => ({ ...group, scope }));

function split(own: readonly Parameter[], shared: readonly Parameter[]) {
  const isFirst = ({ essential, group }: Parameter) => essential === true || group === 'terms';
  const control = (scope: ParameterScope) => (parameter: Parameter) => ({ scope, parameter });
  const rest = (parameters: readonly Parameter[]) =>
    groupsOf(parameters.filter((one) => !isFirst(one)));
  return {
    first: [
      ...shared.filter(isFirst).map(control('sampling')),
      ...own.filter(isFirst).map(control('parameters')),
    ],
    folded: [...scoped('parameters', rest(own)), ...scoped('sampling', rest(shared))],
  };
}

function changedOf(
  own: readonly Parameter[],
  shared: readonly Parameter[],
  values: RecipeParameters,
  sampling: SamplingSettings,
): Control[] {
  const sampled = shared.filter(({ id }) => !OF_EVERY_SET.has(id));
  return [
    ...differing(own, values, {}).map((parameter) => ({ scope: 'parameters' as const, parameter })),
    ...differing(sampled, { ...sampling }, {}).map((parameter) => ({
      scope: 'sampling' as const,
      parameter,
    })),
  ];
}

export function useControls(): Controls {
  const chosen = useSettings((state) => state.method);
  const values = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  const pack = useModel((state) => state.pack);
  const output = usePlan()?.output ?? 'generated';
  return useMemo(() => {
    const method = findMethod(chosen);
    const all = parametersOf(method?.schema ?? {});
    const preset = nearestPreset(method?.presets ?? [], all, values, pack?.id ?? null);
    const own = withUsual(inUse(all, values), preset);
    // Real images take no steps: what only a sampler reads is not offered for them.
    const shared = samplingParameters(pack).filter(
      ({ id }) => output === 'generated' || OF_EVERY_SET.has(id),
    );
    return { ...split(own, shared), preset, changed: changedOf(own, shared, values, sampling) };
  }, [chosen, values, sampling, pack, output]);
}
