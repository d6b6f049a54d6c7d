/**
 * The part of Householder's reduction that costs its time, as a WebAssembly function with SIMD: the
 * rank-two update A - v w' - w v' and the product y = A x of its result, in one sweep over the lower
 * triangle, two rows by two columns at a time. (Four rows took as long.) The two by two blocks on the
 * diagonal are kept whole.
 */
import { compileKernel } from '../wasm/kernel';
import { f64x2, i32, whilst, type Code } from '../wasm/instructions';
import { FunctionLocals, singleFunctionModule, type Local } from '../wasm/module';

const BYTES = Float64Array.BYTES_PER_ELEMENT;
const VECTOR = 2 * BYTES;

interface Row {
  readonly address: Local;
  /** Its entries of v, w and x, in both lanes. */
  readonly v: Local;
  readonly w: Local;
  readonly x: Local;
  /** Its updated entries in two columns. */
  readonly a: Local;
  /** Its product with x, over even and over odd columns. */
  readonly sum: Local;
}

/**
 * `sweep(matrix: i32, stride: i32, end: i32, v: i32, w: i32, x: i32, y: i32) -> i32` for the rows of
 * `stride` bytes from address `matrix` to before `end`, an even number of them. Returns `end`.
 */
export function sweepKernel(): WebAssembly.Module {
  const locals = new FunctionLocals();
  const matrix = locals.parameter('i32');
  const stride = locals.parameter('i32');
  const end = locals.parameter('i32');
  const v = locals.parameter('i32');
  const w = locals.parameter('i32');
  const x = locals.parameter('i32');
  const y = locals.parameter('i32');
  /** Bytes from the start of a row to its diagonal block. */
  const diagonal = locals.variable('i32');
  const j = locals.variable('i32');
  const vj = locals.variable('v128');
  const wj = locals.variable('v128');
  const xj = locals.variable('v128');
  const newRow = (): Row => ({
    address: locals.variable('i32'),
    v: locals.variable('v128'),
    w: locals.variable('v128'),
    x: locals.variable('v128'),
    a: locals.variable('v128'),
    sum: locals.variable('v128'),
  });
  const upper = newRow();
  const lower = newRow();

  const advance = (local: Local, by: Code): Code => local.set(i32.add(local.get, by));
  const at = (vector: Local): Code => i32.add(vector.get, j.get);
  const begin = (row: Row, offset: number): Code[] => [
    row.address.set(matrix.get),
    advance(matrix, stride.get),
    row.v.set(f64x2.loadSplat(i32.add(v.get, diagonal.get), offset)),
    row.w.set(f64x2.loadSplat(i32.add(w.get, diagonal.get), offset)),
    row.x.set(f64x2.loadSplat(i32.add(x.get, diagonal.get), offset)),
    row.sum.set(f64x2.zero),
  ];
  const update = (row: Row): Code[] => [
    row.a.set(f64x2.subtract(f64x2.load(at(row.address)), f64x2.multiply(row.v.get, wj.get))),
    row.a.set(f64x2.subtract(row.a.get, f64x2.multiply(row.w.get, vj.get))),
    f64x2.store(at(row.address), row.a.get),
    row.sum.set(f64x2.add(row.sum.get, f64x2.multiply(row.a.get, xj.get))),
  ];
  const updateBoth: Code[] = [
    vj.set(f64x2.load(at(v))),
    wj.set(f64x2.load(at(w))),
    xj.set(f64x2.load(at(x))),
    ...update(upper),
    ...update(lower),
  ];
  /** What both rows add to y as columns, by symmetry. */
  const mirrored = f64x2.add(
    f64x2.multiply(upper.a.get, upper.x.get),
    f64x2.multiply(lower.a.get, lower.x.get),
  );
  const sums = f64x2.add(
    f64x2.firstLanes(upper.sum.get, lower.sum.get),
    f64x2.secondLanes(upper.sum.get, lower.sum.get),
  );
  const body: Code[] = [
    whilst(
      i32.lessUnsigned(matrix.get, end.get),
      ...begin(upper, 0),
      ...begin(lower, BYTES),
      j.set(i32.constant(0)),
      whilst(
        i32.lessUnsigned(j.get, diagonal.get),
        ...updateBoth,
        f64x2.store(at(y), f64x2.add(f64x2.load(at(y)), mirrored)),
        advance(j, i32.constant(VECTOR)),
      ),
      ...updateBoth,
      f64x2.store(at(y), sums),
      advance(diagonal, i32.constant(VECTOR)),
    ),
    end.get,
  ];
  return compileKernel(singleFunctionModule('sweep', locals, body, 1));
}
