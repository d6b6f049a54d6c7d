/** Every shortcut of the page, for the list that `?` opens. */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['?'], does: 'Show this list' },
  { keys: ['Ctrl', 'Enter'], does: 'Do what the main button says: Distill, continue, queue' },
  { keys: ['←', '→'], does: 'Previous or next image' },
  { keys: ['↑', '↓'], does: 'Image in the row above or below, in Distill' },
  { keys: ['Enter'], does: 'Open the pair large' },
  { keys: ['Space'], does: 'Show the core in the synthetic image’s place, and back' },
  { keys: ['b'], does: 'Held: the preview without guidance, from the same noise' },
  { keys: ['Alt', '←'], does: 'Move the window, in a list of ranked windows' },
  { keys: ['P'], does: 'Pin the window; M brings more like it, Del leaves it out' },
  { keys: ['Esc'], does: 'Close what is open, else clear the selection' },
  {
    keys: ['Ctrl', 'Z'],
    does: 'Take back the last change of a setting, of the selection or of what is left out',
  },
];
