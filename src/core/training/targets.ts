/** Targets of the loss: rows over the classes that sum to 1. */

/** One row a label: 1 at the label, 0 elsewhere. */
export function hardTargets(labels: ArrayLike<number>, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) targets[row * classes + (labels[row] ?? 0)] = 1;
  return targets;
}

/**
 * A teacher's targets: softmax(logits / temperature), row by row.
 * @param logits [rows, classes]
 */
export function softTargets(
  logits: Float32Array,
  classes: number,
  temperature: number,
): Float32Array {
  const targets = new Float32Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    const row = logits.subarray(from, from + classes);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    let sum = 0;
    for (const value of row) sum += Math.exp((value - largest) / temperature);
    for (let c = 0; c < classes; c++) {
      targets[from + c] = Math.exp(((row[c] ?? 0) - largest) / temperature) / sum;
    }
  }
  return targets;
}

/**
 * sum_i w_i (-sum_c t_ic log t_ic), 0 log 0 = 0: what cross-entropy has above the KL divergence.
 * @param weights one a row
 */
export function targetEntropy(
  targets: Float32Array,
  weights: Float32Array,
  classes: number,
): number {
  let entropy = 0;
  for (let i = 0; i < targets.length; i++) {
    const t = targets[i] ?? 0;
    if (t > 0) entropy -= (weights[Math.floor(i / classes)] ?? 0) * t * Math.log(t);
  }
  return entropy;
}
