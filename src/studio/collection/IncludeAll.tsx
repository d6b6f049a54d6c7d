import { useCommands } from '../commandsContext';
import { useCollection } from '../state/collection';

/** One box for all classes; a dash when only some take part. */
export function IncludeAll() {
  const commands = useCommands();
  const classes = useCollection((state) => state.classes);
  const total = classes.length;
  const included = classes.filter((row) => row.included).length;
  const setAll = (value: boolean) => {
    for (const row of classes) {
      if (row.included !== value) commands.editClass(row.folder, { included: value });
    }
  };
  return (
    <input
      type="checkbox"
      className="check"
      aria-label="Include all classes"
      ref={(box) => {
        if (box) box.indeterminate = included > 0 && included < total;
      }}
      checked={total > 0 && included === total}
      disabled={total === 0}
      onChange={(event) => setAll(event.currentTarget.checked)}
    />
  );
}
