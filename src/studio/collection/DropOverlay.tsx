import { useWindowDrop } from './useWindowDrop';

/** Shown over the whole window while files hang over it. */
export function DropOverlay() {
  const over = useWindowDrop();
  if (!over) return null;
  return (
    <div className="drop-overlay">
      <p>Drop class folders, an archive of them, or an earlier export</p>
    </div>
  );
}
