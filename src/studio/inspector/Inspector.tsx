import { useMemo } from 'react';
import { useModel } from '../state/model';
import { useSelection } from '../state/selection';
import { useSettings } from '../state/settings';
import { MethodSection } from './MethodSection';
import { ModelSection } from './ModelSection';
import { ParameterGroup } from './ParameterGroup';
import { usePlan } from './usePlan';
import { findMethod, groupsOf, inUse, parametersOf, samplingParameters } from './schema';

/** The sampling parameters that real images depend on as well. */
const OF_EVERY_SET: ReadonlySet<string> = new Set(['imagesPerClass', 'seed']);

/**
 * Right: everything that a run depends on, drawn from the schemas. What finds the cores comes first
 * beside the map, what makes the images first beside the images.
 */
export function Inspector() {
  const method = useSettings((state) => state.method);
  const pack = useModel((state) => state.pack);
  const exploring = useSelection((state) => state.tab === 'explore');
  const values = useSettings((state) => state.parameters);
  const own = useMemo(
    () => groupsOf(inUse(parametersOf(findMethod(method)?.schema ?? {}), values)),
    [method, values],
  );
  const output = usePlan()?.output ?? 'generated';
  const shared = useMemo(() => {
    const all = samplingParameters(pack);
    // Real images take no steps: what only a sampler reads is not offered for them.
    return groupsOf(output === 'generated' ? all : all.filter(({ id }) => OF_EVERY_SET.has(id)));
  }, [pack, output]);
  const draw = (scope: 'parameters' | 'sampling', groups: typeof own) =>
    groups.map((group) => (
      <ParameterGroup key={`${method} ${group.id}`} scope={scope} group={group} />
    ));
  const discovery = draw(
    'parameters',
    own.filter((group) => group.id === 'discovery'),
  );
  const switches = draw(
    'parameters',
    own.filter((group) => group.id === 'terms'),
  );
  const guidance = draw(
    'parameters',
    own.filter((group) => group.id !== 'discovery' && group.id !== 'terms'),
  );
  const sampling = draw('sampling', shared);
  return (
    <div className="panel inspector">
      <ModelSection />
      <MethodSection />
      {switches}
      {exploring
        ? [...discovery, ...sampling, ...guidance]
        : [...sampling, ...guidance, ...discovery]}
    </div>
  );
}
