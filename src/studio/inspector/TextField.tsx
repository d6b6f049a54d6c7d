import { useId, useState } from 'react';
import { ParameterShell } from './ParameterShell';
import type { TextParameter } from './schema';
import { useParameter, type ParameterScope } from './useParameter';

export interface TextFieldProps {
  readonly scope: ParameterScope;
  readonly parameter: TextParameter;
}

/** A line of text that counts once it is finished: on Enter, or when the field is left. */
export function TextField({ scope, parameter }: TextFieldProps) {
  const helpId = useId();
  const [value, change] = useParameter(scope, parameter);
  const [draft, setDraft] = useState<string | null>(null);
  const finish = () => {
    if (draft !== null) change(draft);
    setDraft(null);
  };
  return (
    <ParameterShell scope={scope} parameter={parameter} helpId={helpId} field={null}>
      <input
        type="text"
        className="text-field"
        aria-label={parameter.label}
        aria-describedby={helpId}
        maxLength={parameter.maxLength}
        placeholder={parameter.default === '' ? 'empty' : parameter.default}
        value={draft ?? String(value)}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
    </ParameterShell>
  );
}
