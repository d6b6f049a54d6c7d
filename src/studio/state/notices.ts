/** Messages to the person: what happened, what to do. They stay until dismissed. */
import { create } from 'zustand';

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'warning' | 'error';
  readonly text: string;
}

export interface NoticesState {
  readonly notices: readonly Notice[];
}

let nextId = 1;

export const useNotices = create<NoticesState>(() => ({ notices: [] }));

/** Adds a message; an equal one that still stands is not repeated. */
export function notify(tone: Notice['tone'], text: string): void {
  useNotices.setState((state) =>
    state.notices.some((notice) => notice.tone === tone && notice.text === text)
      ? state
      : { notices: [...state.notices, { id: nextId++, tone, text }] },
  );
}

export function dismissNotice(id: number): void {
  useNotices.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}
