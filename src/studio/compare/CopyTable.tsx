import { useEffect, useState } from 'react';
import { notify } from '../state/notices';

const SAID_MS = 2000;

/** Puts the table on the clipboard as Markdown. */
export function CopyTable({ markdown }: { readonly markdown: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(markdown);
      setCopied(true);
    } catch {
      notify('warning', 'The browser did not allow copying. Click the table once and try again.');
    }
  };
  return (
    <button type="button" className="button copy-table" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? 'Copied' : 'Copy table'}</span>
    </button>
  );
}
