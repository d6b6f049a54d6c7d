/**
 * A number with so many decimals; one that rounds to nothing has no sign: "0.00", never "-0.00".
 * @param digits 0 to 100
 */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/**
 * A number with so many digits that count; as a whole number where that is more of them: "1200", never "1.20e+3".
 * @param digits 1 to 100
 */
export function significant(value: number, digits: number): string {
  const text = value.toPrecision(digits);
  return text.includes('e+') ? value.toFixed(0) : text;
}
