import { ParameterControl } from './ParameterControl';
import type { Group } from './schema';
import type { ParameterScope } from './useParameter';

export interface ParameterGroupProps {
  readonly scope: ParameterScope;
  readonly group: Group;
}

/** Parameters that belong together, under a heading that folds them away. */
export function ParameterGroup({ scope, group }: ParameterGroupProps) {
  return (
    <details className="parameter-group" open>
      <summary>
        <h3>{group.name}</h3>
      </summary>
      {group.members.map((parameter) => (
        <ParameterControl key={parameter.id} scope={scope} parameter={parameter} />
      ))}
    </details>
  );
}
