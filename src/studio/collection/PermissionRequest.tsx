import { useCommands } from '../commandsContext';
import { useCollection } from '../state/collection';

/** A remembered folder that the browser wants to be asked for again. */
export function PermissionRequest() {
  const commands = useCommands();
  const waiting = useCollection((state) => state.status === 'needs-permission');
  const label = useCollection((state) => state.label);
  if (!waiting) return null;
  return (
    <div className="permission">
      <p>
        <strong>{label === '' ? 'Your last folder' : label}</strong> is remembered. The browser asks
        for your leave before it reads it again.
      </p>
      <button
        type="button"
        className="button button-primary"
        onClick={() => void commands.requestAccess()}
      >
        Allow access
      </button>
    </div>
  );
}
