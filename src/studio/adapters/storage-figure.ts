/** Keeps the shown size of the storage true, without asking for it at every write. */
import type { Storage } from '../../run/ports';
import { useStorage } from '../state/storage';

/** The browser is asked this often at most. */
const ASK_EVERY_MS = 2000;

export class StorageFigure {
  readonly #storage: Storage;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Something was written: the figure follows soon. */
  changed(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.refresh();
    }, ASK_EVERY_MS);
  }

  async refresh(): Promise<void> {
    const { usedBytes, memoryBytes } = await this.#storage.usage();
    useStorage.setState({ usedBytes: usedBytes ?? null, memoryBytes });
  }
}
