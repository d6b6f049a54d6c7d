import { useMemo } from 'react';
import { useSelection } from '../state/selection';
import { useSettings } from '../state/settings';
import { useOneByOne } from '../useOneByOne';
import { ChangedValues } from './ChangedValues';
import { MethodSection } from './MethodSection';
import { ModelSection } from './ModelSection';
import { ParameterControl } from './ParameterControl';
import { ParameterGroup } from './ParameterGroup';
import { useControls } from './useControls';

/** The model and the method; what stands open. */
const OPEN_PARTS = 2;

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
  const made = useOneByOne(OPEN_PARTS + rest.length);
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
      {made >= OPEN_PARTS && (
        <>
          <ChangedValues controls={controls} />
          {searched.map((one) => group(one, true))}
          <div className="parameter-first">
            {first.map(({ scope, parameter }) => (
              <ParameterControl
                key={`${method} ${parameter.id}`}
                scope={scope}
                parameter={parameter}
              />
            ))}
          </div>
        </>
      )}
      {rest.slice(0, Math.max(0, made - OPEN_PARTS)).map((one) => group(one, false))}
    </div>
  );
}
