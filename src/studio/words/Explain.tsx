export interface ExplainProps {
  /** What is explained, for those who hear the button alone. */
  readonly about: string;
  readonly text: string;
}

/** What a number or a word means, beside it and on demand: by pointer, by finger and by keyboard. */
export function Explain({ about, text }: ExplainProps) {
  return (
    <details className="explain small">
      <summary aria-label={`${about}: what this means`}>
        <span className="help-mark" aria-hidden="true">
          ?
        </span>
      </summary>
      <p className="muted">{text}</p>
    </details>
  );
}
