import { useEffect, useRef, useState } from 'react';
import { useCommands } from '../commandsContext';
import type { Facets } from '../filter/crossFilter';
import { allTags, useTags } from '../state/tags';
import { useSelection } from '../state/selection';

export interface TagMenuProps {
  readonly folder: string;
  /** The images that are chosen. */
  readonly images: readonly number[];
  readonly tags: Facets['tags'];
}

const NONE: ReadonlySet<number> = new Set();

/** Saved selections: a name for the images that are chosen, and the way back to them. */
export function TagMenu({ folder, images, tags }: TagMenuProps) {
  const commands = useCommands();
  const folders = useTags((state) => state.folders);
  const [name, setName] = useState('');
  const menu = useRef<HTMLDetailsElement>(null);
  const summary = useRef<HTMLElement>(null);
  // Esc closes it.
  useEffect(() => {
    const { current: panel } = menu;
    const press = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape' || panel?.open !== true) return;
      panel.open = false;
      summary.current?.focus();
    };
    panel?.addEventListener('keydown', press);
    return () => panel?.removeEventListener('keydown', press);
  }, []);
  const counts = [...allTags({ folders, exporting: null })];
  const save = () => {
    const tag = name.trim();
    if (tag === '' || images.length === 0) return;
    commands.images.tag(tag, { folder, images });
    setName('');
  };
  return (
    <details
      ref={menu}
      className="tag-menu"
      // Esc leaves the selection that is to be tagged.
      data-own-keys=""
    >
      <summary ref={summary} className="quiet-button">
        Tags <span className="muted">{counts.length}</span>
      </summary>
      <div className="tag-panel">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <input
            className="text-field"
            aria-label="Tag for the selected images"
            placeholder="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <button
            type="submit"
            className="button"
            disabled={images.length === 0 || name.trim() === ''}
          >
            Save {images.length}
          </button>
        </form>
        {counts.length === 0 && (
          <p className="muted small">
            A tag is a saved selection: it stays with the collection, and may span classes.
          </p>
        )}
        <ul aria-label="Tags">
          {counts.map(([tag, count]) => {
            const own = tags.get(tag) ?? NONE;
            return (
              <li key={tag}>
                <span className="clip">
                  {tag} <span className="muted">{count}</span>
                </span>
                <button
                  type="button"
                  className="quiet-button"
                  disabled={own.size === 0}
                  onClick={() => useSelection.setState({ lasso: [...own] })}
                >
                  Select<span className="visually-hidden"> the images of {tag}</span>
                </button>
                <button
                  type="button"
                  className="quiet-button"
                  onClick={() => void commands.images.exportTag(tag)}
                >
                  Save files<span className="visually-hidden"> of {tag}</span>
                </button>
                <button
                  type="button"
                  className="quiet-button"
                  onClick={() => commands.images.removeTag(tag)}
                >
                  Remove<span className="visually-hidden"> the tag {tag}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </details>
  );
}
