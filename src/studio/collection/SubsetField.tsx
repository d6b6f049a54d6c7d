import { useId, useMemo } from 'react';
import { foldersOf, subsetsAmong, type ImageNetSubset } from '../../data/wordnet/subsets';
import { useCommands } from '../commandsContext';
import { useListedClasses } from '../state/classes-while';
import { useCollection } from '../state/collection';

/** Which of the field's parts of ImageNet takes part; there where a collection holds one and more. */
export function SubsetField() {
  const listed = useListedClasses();
  const subsets = useMemo(() => subsetsAmong(listed.map(({ folder }) => folder)), [listed]);
  return subsets.length === 0 ? null : <SubsetChoice subsets={subsets} />;
}

function SubsetChoice({ subsets }: { readonly subsets: readonly ImageNetSubset[] }) {
  const commands = useCommands();
  const classes = useCollection((state) => state.classes);
  const id = useId();
  const folders = classes.map(({ folder }) => folder);
  const included = classes.filter((row) => row.included).map(({ folder }) => folder);
  const chosen = subsets.find((one) => foldersOf(one, folders).join() === included.join());
  const all = included.length === folders.length;
  const include = (wanted: ReadonlySet<string>) => {
    for (const { folder, included: before } of classes) {
      const after = wanted.has(folder);
      if (before !== after) commands.editClass(folder, { included: after });
    }
  };
  return (
    <div className="held-out small">
      <label htmlFor={id}>Part of ImageNet</label>
      <select
        id={id}
        className="select"
        value={chosen?.id ?? (all ? 'all' : 'own')}
        onChange={({ target: { value } }) => {
          const subset = subsets.find((one) => one.id === value);
          include(new Set(subset === undefined ? folders : foldersOf(subset, folders)));
        }}
      >
        <option value="all">all {folders.length}</option>
        {!all && chosen === undefined && (
          <option value="own" disabled>
            {included.length} of them
          </option>
        )}
        {subsets.map(({ id: value, name, wordnetIds }) => (
          <option key={value} value={value}>
            {name}, {wordnetIds.size}
          </option>
        ))}
      </select>
    </div>
  );
}
