import type { Method } from '../../methods/method';
import { useSaidOfMethod } from './useSaidOfMethod';

/** What these values will not do, or do beyond what the presets do. */
export function MethodNotices({ method }: { readonly method: Method }) {
  const { notices } = useSaidOfMethod(method);
  if (notices.length === 0) return null;
  return (
    <ul className="method-notices small" aria-label="What these settings do beyond the presets">
      {notices.map((notice) => (
        <li key={notice}>{notice}</li>
      ))}
    </ul>
  );
}
