/**
 * How far a network that computes in half precision may be from the same network in float32, from its graph.
 *
 * An operation rounds its result to eleven bits: its relative error is at most u = 2^-11, and over many
 * operations as good as spread evenly over [-u, u], with a standard deviation of u / sqrt 3. Along a path of n
 * operations such errors add up like a random walk, to u sqrt(n / 3) (Higham and Mary 2019, "A new approach to
 * probabilistic rounding error analysis", whose bound has the same sqrt n). The longest path of the graph stands
 * for all: most of them are shorter, and a residual connection carries a part of the value alone. Four standard
 * deviations are passed by one value in 16,000; the narrow models give a thousand.
 *
 * Field numbers are those of onnx.proto3: ModelProto.graph 7; GraphProto.node 1; NodeProto.input 1, output 2,
 * op_type 4.
 */
import { openAsBlob } from 'node:fs';
import { BlobWalker } from '../../src/runtime/blob-walker';

/** Operations that move values, or choose among them, and round nothing. */
const EXACT = new Set([
  'Concat',
  'Expand',
  'Floor',
  'Gather',
  'Identity',
  'Reshape',
  'Resize',
  'Shape',
  'Slice',
  'Split',
  'Squeeze',
  'Transpose',
  'Unsqueeze',
]);

const UNIT = 2 ** -11;

/** Rounding operations on the longest path to any output of a graph. */
export async function roundingsOnLongestPath(path: string): Promise<number> {
  const file = new BlobWalker(await openAsBlob(path));
  const depths = new Map<string, number>();
  let longest = 0;
  for await (const graph of file.fields(0, file.size)) {
    if (graph.number !== 7) continue;
    // Nodes stand in an order in which every input is made before it is used.
    for await (const node of file.fields(graph.from, graph.to)) {
      if (node.number !== 1) continue;
      let [before, operation] = [0, ''];
      const outputs: string[] = [];
      for await (const part of file.fields(node.from, node.to)) {
        if (part.number === 1) before = Math.max(before, depths.get(await file.text(part)) ?? 0);
        if (part.number === 2) outputs.push(await file.text(part));
        if (part.number === 4) operation = await file.text(part);
      }
      const depth = before + (EXACT.has(operation) ? 0 : 1);
      for (const output of outputs) depths.set(output, depth);
      longest = Math.max(longest, depth);
    }
  }
  return longest;
}

/** Of the largest number of an output. */
export async function halfPrecisionBound(path: string): Promise<number> {
  return 4 * UNIT * Math.sqrt((await roundingsOnLongestPath(path)) / 3);
}
