import { useMemo } from 'react';
import { useSelection } from '../state/selection';
import { useSettings } from '../state/settings';
import { ChangedValues } from './ChangedValues';
import { MethodSection } from './MethodSection';
import { ModelSection } from './ModelSection';
import { ParameterControl } from './ParameterControl';
import { ParameterGroup } from './ParameterGroup';
import { useControls } from './useControls';

/**
 * Right: everything that a run depends on, drawn from the schemas. What matters most stands open, the rest
 * is folded by term; beside the map, what finds the cores is open too.
 */
export function Inspector() {
  const method = useSettings((state) => state.method);
  const exploring = useSelection((state) => state.tab === 'explore');
  const controls = useControls();
  const { first, folded, changed } = controls;
  const differs = useMemo(() => new Set(changed.map(({ parameter }) => parameter.id)), [changed]);
  const searched = folded.filter(({ id }) => exploring && id === 'discovery');
  const rest = folded.filter((group) => !searched.includes(group));
  const group = (one: (typeof folded)[number], open: boolean) => (
    <ParameterGroup
      key={`${method} ${one.id} ${open}`}
      group={one}
      changed={one.members.filter(({ id }) => differs.has(id)).length}
      open={open}
    />
  );
  return (
    <div className="panel inspector">
      <ModelSection />
      <MethodSection />
      <ChangedValues controls={controls} />
      {searched.map((one) => group(one, true))}
      <div className="parameter-first">
        {first.map(({ scope, parameter }) => (
          <ParameterControl key={`${method} ${parameter.id}`} scope={scope} parameter={parameter} />
        ))}
      </div>
      {rest.map((one) => group(one, false))}
    </div>
  );
}
