import { useId, useState } from 'react';

export interface ExplainProps {
  /** What is explained, for those who hear the button alone. */
  readonly about: string;
  readonly text: string;
}

/**
 * What a number or a word means, beside it and on demand: by pointer, by finger and by keyboard. It stands in a
 * row with what it explains (`explained`); the words come below that row.
 */
export function Explain({ about, text }: ExplainProps) {
  const [open, setOpen] = useState(false);
  const words = useId();
  return (
    <>
      <button
        type="button"
        className="explain-mark"
        aria-label={`${about}: what this means`}
        aria-expanded={open}
        aria-controls={words}
        onClick={() => setOpen(!open)}
      >
        ?
      </button>
      <p id={words} className="explain-words small muted" hidden={!open}>
        {text}
      </p>
    </>
  );
}
