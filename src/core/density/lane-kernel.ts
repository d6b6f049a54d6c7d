/**
 * Inner products of one row with sixteen that stand side by side, [columns, 16], as a WebAssembly
 * function with SIMD. V8 takes three times as long over typed arrays.
 */
import { f64x2, i32, whilst, type Code } from '../wasm/instructions';
import { compileKernel } from '../wasm/kernel';
import { FunctionLocals, singleFunctionModule } from '../wasm/module';

/** Rows whose products are summed side by side, which keeps the processor's adders busy. */
export const LANES = 16;
const BYTES = Float64Array.BYTES_PER_ELEMENT;
const VECTOR = 2 * BYTES;

/**
 * `multiply(row: i32, end: i32, lanes: i32, out: i32) -> i32`: the products of the row from address
 * `row` to before `end` with those from `lanes` on, as [16] float64 at `out`. Returns `out`.
 */
export function laneKernel(): WebAssembly.Module {
  const locals = new FunctionLocals();
  const row = locals.parameter('i32');
  const end = locals.parameter('i32');
  const lanes = locals.parameter('i32');
  const out = locals.parameter('i32');
  const here = locals.variable('v128');
  const sums = Array.from({ length: LANES / 2 }, () => locals.variable('v128'));
  const body: Code[] = [
    whilst(
      i32.lessUnsigned(row.get, end.get),
      here.set(f64x2.loadSplat(row.get)),
      ...sums.map((sum, s) =>
        sum.set(f64x2.add(sum.get, f64x2.multiply(here.get, f64x2.load(lanes.get, s * VECTOR)))),
      ),
      row.set(i32.add(row.get, i32.constant(BYTES))),
      lanes.set(i32.add(lanes.get, i32.constant(LANES * BYTES))),
    ),
    ...sums.map((sum, s) => f64x2.store(out.get, sum.get, s * VECTOR)),
    out.get,
  ];
  return compileKernel(singleFunctionModule('multiply', locals, body, 1));
}
