/** What these values will not do, or do beyond what the presets do. */
export function MethodNotices({ notices }: { readonly notices: readonly string[] }) {
  if (notices.length === 0) return null;
  return (
    <ul className="method-notices small" aria-label="What these settings do beyond the presets">
      {notices.map((notice) => (
        <li key={notice}>{notice}</li>
      ))}
    </ul>
  );
}
