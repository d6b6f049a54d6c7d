/**
 * Pictures for a canvas, asked for when they are first drawn. What is not there yet comes with a later
 * drawing: `onLoaded` asks for it, once for all that came in a while.
 */

const TOLD_AFTER_MS = 60;
/** Beyond this the pictures that were drawn longest ago go. */
const MOST = 1500;

export class MapPictures {
  readonly #urlOf: (point: number) => Promise<string>;
  readonly #onLoaded: () => void;
  /** Null while a picture is on its way, and where it cannot be read. */
  readonly #pictures = new Map<number, HTMLImageElement | null>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(urlOf: (point: number) => Promise<string>, onLoaded: () => void) {
    this.#urlOf = urlOf;
    this.#onLoaded = onLoaded;
  }

  /** The picture of a point, or null while there is none. */
  get(point: number): HTMLImageElement | null {
    const known = this.#pictures.get(point);
    this.#pictures.delete(point);
    this.#pictures.set(point, known ?? null);
    if (known === undefined) void this.#load(point);
    return known ?? null;
  }

  /** Nothing is told from here on. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#pictures.clear();
  }

  async #load(point: number): Promise<void> {
    for (const oldest of this.#pictures.keys()) {
      if (this.#pictures.size <= MOST) break;
      this.#pictures.delete(oldest);
    }
    const image = new Image();
    try {
      image.src = await this.#urlOf(point);
      await image.decode();
    } catch {
      // An image that cannot be read stays a point.
      return;
    }
    if (!this.#pictures.has(point)) return;
    this.#pictures.set(point, image);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#onLoaded();
    }, TOLD_AFTER_MS);
  }
}
