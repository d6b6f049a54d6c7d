/** How much the page keeps in the browser. */
import { create } from 'zustand';

export interface StorageState {
  /** Bytes that the site uses; null where the browser does not tell. */
  readonly usedBytes: number | null;
  /** Bytes that found no room and are lost when the page is closed. */
  readonly memoryBytes: number;
}

export const useStorage = create<StorageState>(() => ({ usedBytes: null, memoryBytes: 0 }));
