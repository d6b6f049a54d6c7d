/**
 * Rounds to the nearest integer, halves to the even one, as Python and NumPy do: 937.5 -> 938 and
 * 812.5 -> 812. `Math.round` takes halves upwards, which moves single timesteps of a schedule.
 */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
