/** A seed for noise that nobody has to repeat: previews alone, never a run. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
