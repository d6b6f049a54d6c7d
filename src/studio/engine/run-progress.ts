/** What the job bar shows of a run: images done, seconds an image, time left. */
import { useRun } from '../state/run';

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

export class RunProgress {
  readonly #seconds: number[] = [];
  #done = 0;
  #total: number;

  constructor(total: number) {
    this.#total = total;
    this.#show();
  }

  /** @param seconds what making it took; null for an image that was there already */
  finished(seconds: number | null): void {
    this.#done += 1;
    if (seconds !== null) this.#seconds.push(seconds);
    this.#show();
  }

  /** Images that will not be made, as their class failed. */
  dropped(count: number): void {
    this.#total -= count;
    this.#show();
  }

  get secondsPerImage(): number | null {
    return median(this.#seconds);
  }

  #show(): void {
    const { secondsPerImage } = this;
    useRun.setState({
      imagesDone: this.#done,
      imagesTotal: this.#total,
      secondsPerImage,
      secondsLeft: secondsPerImage === null ? null : secondsPerImage * (this.#total - this.#done),
    });
  }
}
