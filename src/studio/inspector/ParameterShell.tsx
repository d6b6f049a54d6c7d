import type { ReactNode } from 'react';
import type { Parameter } from './schema';
import { useParameter, type ParameterScope } from './useParameter';

export interface ParameterShellProps {
  readonly scope: ParameterScope;
  readonly parameter: Parameter;
  /** Id for the help text, so that the control can point at it. */
  readonly helpId: string;
  /** At the right of the name. */
  readonly field: ReactNode;
  /** Below the name. */
  readonly children?: ReactNode;
}

/** Around every control: name, reset, unit, and the line that says what it does. */
export function ParameterShell(props: ParameterShellProps) {
  const { scope, parameter, helpId, field, children } = props;
  const [value, change] = useParameter(scope, parameter);
  const changed = value !== parameter.default;
  const unit = 'unit' in parameter ? parameter.unit : '';
  return (
    <div className="parameter">
      <div className="parameter-head">
        <span className="parameter-name" aria-hidden="true">
          {parameter.label}
        </span>
        <button
          type="button"
          className={`icon-button reset-button ${changed ? '' : 'is-absent'}`}
          tabIndex={changed ? 0 : -1}
          aria-hidden={!changed}
          title={`Back to ${String(parameter.default)}`}
          onClick={() => change(parameter.default)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3 3v4h4M3.5 7A5 5 0 1 1 4 11" />
          </svg>
          <span className="visually-hidden">Reset {parameter.label}</span>
        </button>
        {field}
        {unit !== '' && <span className="parameter-unit small muted">{unit}</span>}
      </div>
      {children}
      <p id={helpId} className="parameter-help small muted">
        {parameter.help} <cite>{parameter.source}</cite>
      </p>
    </div>
  );
}
