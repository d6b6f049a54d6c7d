/**
 * A number with so many decimals; one that rounds to nothing has no sign: "0.00", never "-0.00".
 * @param digits 0 to 100
 */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}
