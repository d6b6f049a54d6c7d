/** Path of an executable, or null with nothing to be done about it. */
export function findChromium(): string | null;
