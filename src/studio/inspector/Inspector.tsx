import { useMemo } from 'react';
import { useModel } from '../state/model';
import { useSelection } from '../state/selection';
import { useSettings } from '../state/settings';
import { MethodSection } from './MethodSection';
import { ModelSection } from './ModelSection';
import { ParameterGroup } from './ParameterGroup';
import { findMethod, groupsOf, parametersOf, samplingParameters } from './schema';

/**
 * Right: everything that a run depends on, drawn from the schemas. What finds the cores comes first
 * beside the map, what makes the images first beside the images.
 */
export function Inspector() {
  const method = useSettings((state) => state.method);
  const pack = useModel((state) => state.pack);
  const exploring = useSelection((state) => state.tab === 'explore');
  const own = useMemo(() => groupsOf(parametersOf(findMethod(method)?.schema ?? {})), [method]);
  const shared = useMemo(() => groupsOf(samplingParameters(pack)), [pack]);
  const draw = (scope: 'parameters' | 'sampling', groups: typeof own) =>
    groups.map((group) => (
      <ParameterGroup key={`${method} ${group.id}`} scope={scope} group={group} />
    ));
  const discovery = draw(
    'parameters',
    own.filter((group) => group.id === 'discovery'),
  );
  const guidance = draw(
    'parameters',
    own.filter((group) => group.id !== 'discovery'),
  );
  const sampling = draw('sampling', shared);
  return (
    <div className="panel inspector">
      <ModelSection />
      <MethodSection />
      {exploring
        ? [...discovery, ...sampling, ...guidance]
        : [...sampling, ...guidance, ...discovery]}
    </div>
  );
}
