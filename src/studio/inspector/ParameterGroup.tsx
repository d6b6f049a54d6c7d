import { ParameterControl } from './ParameterControl';
import type { ScopedGroup } from './useControls';

export interface ParameterGroupProps {
  readonly group: ScopedGroup;
  /** How many of its values differ from the preset. */
  readonly changed: number;
  /** Open from the start. */
  readonly open: boolean;
}

/** Parameters that belong together, folded under the name of their term. */
export function ParameterGroup({ group, changed, open }: ParameterGroupProps) {
  return (
    <details className="parameter-group" open={open}>
      <summary>
        <h3>{group.name}</h3>
        {changed > 0 && (
          <span className="small changed-count">
            <span className="changed-mark" aria-hidden="true" /> {changed} changed
          </span>
        )}
      </summary>
      {group.members.map((parameter) => (
        <ParameterControl key={parameter.id} scope={group.scope} parameter={parameter} />
      ))}
    </details>
  );
}
