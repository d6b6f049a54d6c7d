import { useState, type ReactNode } from 'react';
import { OneStepPictures } from '../preview/OneStepPictures';
import { isOfTerm, type Parameter } from './schema';
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

function usualText(parameter: Parameter): string {
  const usual = parameter.default;
  if (parameter.kind !== 'choice') return String(usual);
  return parameter.options.find(({ value }) => value === usual)?.label ?? String(usual);
}

/**
 * Around every control: its name, which opens what it does and where it comes from; a mark and a reset
 * where its value is not the preset's; its unit. Readers of the page's text alone have the help without
 * opening it, since the control points at it.
 */
export function ParameterShell(props: ParameterShellProps) {
  const { scope, parameter, helpId, field, children } = props;
  const [value, change] = useParameter(scope, parameter);
  const [open, setOpen] = useState(false);
  const changed = value !== parameter.default;
  const unit = 'unit' in parameter ? parameter.unit : '';
  return (
    <div className={`parameter ${changed ? 'is-changed' : ''}`}>
      <div className="parameter-head">
        <button
          type="button"
          className="parameter-name"
          aria-expanded={open}
          aria-controls={helpId}
          onClick={() => setOpen(!open)}
        >
          {changed && <span className="changed-mark" title="Not the preset’s value" />}
          {parameter.label}
          <span className="help-mark" aria-hidden="true">
            ?
          </span>
          <span className="visually-hidden">what it does</span>
        </button>
        <button
          type="button"
          className={`icon-button reset-button ${changed ? '' : 'is-absent'}`}
          tabIndex={changed ? 0 : -1}
          aria-hidden={!changed}
          title={`Back to ${usualText(parameter)}`}
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
      <p id={helpId} className="parameter-help small muted" hidden={!open}>
        {parameter.help} <cite>{parameter.source}</cite>
      </p>
      {open && isOfTerm(parameter) && (
        <div className="parameter-picture small muted">
          <OneStepPictures />
        </div>
      )}
    </div>
  );
}
