/**
 * The epochs of UMAP as a WebAssembly function with SIMD, written out for one layout.
 *
 * An edge of weight w is due every max(w) / w epochs. Its two ends then attract each other, and
 * points drawn at random repel its head (McInnes et al. 2018, section 4.2, in umap-learn's order).
 * With D the squared distance and q = D^b,
 *
 *   attraction  -2 a b q / (D (a q + 1))           moves both ends, against each other
 *   repulsion    2 b / ((0.001 + D) (a q + 1))     moves the head alone
 *
 * times the difference of the two points, each coordinate cut to +-4, times the learning rate. (The
 * rate is multiplied into force and limit first, which saves a product a coordinate.) The draws of
 * one edge all repel from where the attraction left the head, so that the machine works on them side
 * by side; umap-learn goes from one to the next, every one waiting for the result before it.
 *
 * Why WebAssembly: 1,300 points with 85 neighbours make 45 million such moves. In 50 dimensions the
 * same loops over typed arrays, unrolled by four, took twelve times as long in V8. Why it is written
 * out: the number of dimensions is a constant of the code, loops over them vanish. And why the bits
 * are the same everywhere: the specification rounds every instruction exactly (those of relaxed SIMD
 * it does not; none is used), sums run in the order of this text, and powers come from a table of
 * our own. V8, JavaScriptCore and SpiderMonkey were found to agree.
 */
import type { Curve } from './curve';
import { indexBelow, power, randomWords, type PowerTableAddresses } from './kernel-numbers';
import { f32, f32x4, i32, when, whilst, type Code } from '../../wasm/instructions';
import { FunctionLocals, singleFunctionModule, type Local } from '../../wasm/module';

/** Where things lie in the memory, in bytes; all multiples of 16. */
export interface LayoutAddresses extends PowerTableAddresses {
  /** State of the random numbers, [4] words, not all 0. */
  readonly random: number;
  /** The points, [points, 4 * vectors] float32, unused coordinates 0. */
  readonly points: number;
}

export interface KernelShape {
  readonly curve: Curve;
  /** Points drawn against each edge that is due. */
  readonly negatives: number;
  readonly points: number;
  /** Vectors of four coordinates a point. */
  readonly vectors: number;
  readonly addresses: LayoutAddresses;
  /** Size of the memory, in pages of 64 KiB. */
  readonly pages: number;
}

/** Address of the head, address of the tail, period, epoch when next due: 4 bytes each. */
export const EDGE_BYTES = 16;
export const EDGE_FIELDS = { head: 0, tail: 4, period: 8, due: 12 } as const;

const VECTOR_BYTES = 16;
const LARGEST_FORCE = 4;
const LEAST_SQUARE = 0.001;

/** The other end of a move. */
interface Other {
  readonly address: Local;
  /** Squared differences to the head lane by lane; later its force in every lane. */
  readonly lanes: Local;
}

const vectorOf = (point: Local, v: number): Code => f32x4.load(point.get, VECTOR_BYTES * v);

/** The sum of four lanes. */
function laneSum(lanes: Local): Code[] {
  return [
    lanes.set(f32x4.add(lanes.get, f32x4.reordered(lanes.get, [2, 3, 0, 1]))),
    f32x4.firstLane(f32x4.add(lanes.get, f32x4.reordered(lanes.get, [1, 0, 3, 2]))),
  ];
}

/**
 * The module: `advance(epoch: f32, rate: f32, edge: i32, end: i32) -> i32` goes through the edges
 * from address `edge` to before `end` and returns how many of them were due.
 */
export function layoutKernel(shape: KernelShape): Uint8Array<ArrayBuffer> {
  const { curve, negatives, points, vectors, addresses, pages } = shape;
  const { a, b } = curve;
  const locals = new FunctionLocals();
  const epoch = locals.parameter('f32');
  const rate = locals.parameter('f32');
  const edge = locals.parameter('i32');
  const end = locals.parameter('i32');
  const due = locals.variable('i32');
  const head = locals.variable('i32');
  const square = locals.variable('f32');
  const curved = locals.variable('f32');
  const highest = locals.variable('v128');
  const lowest = locals.variable('v128');
  const here = locals.variable('v128');
  const moved = locals.variable('v128');
  const push = locals.variable('v128');
  const random = randomWords(locals, addresses.random);
  const newOther = (): Other => ({
    address: locals.variable('i32'),
    lanes: locals.variable('v128'),
  });
  const tail = newOther();
  const draws = Array.from({ length: negatives }, newOther);
  const everyVector = (write: (v: number) => readonly Code[]): Code[] =>
    Array.from({ length: vectors }, (_, v) => write(v)).flat();

  const measure = (others: readonly Other[]): Code[] =>
    everyVector((v) => [
      here.set(vectorOf(head, v)),
      ...others.flatMap(({ address, lanes }) => {
        const squared = f32x4.multiply(push.get, push.get);
        return [
          push.set(f32x4.subtract(here.get, vectorOf(address, v))),
          lanes.set(v === 0 ? squared : f32x4.add(lanes.get, squared)),
        ];
      }),
    ]);

  /** Turns squared differences into a force; `numerator` may use `curved`, which is D^b. */
  const exert = ({ lanes }: Other, numerator: Code, distance: Code): Code[] => {
    const falling = f32.add(f32.multiply(f32.constant(a), curved.get), f32.constant(1));
    return [
      curved.set(power(i32.bitsOf(square.get), addresses)),
      lanes.set(f32x4.splat(f32.divide(numerator, f32.multiply(distance, falling)))),
    ];
  };

  /** push = what `other` does to the coordinates in `here`. */
  const feel = ({ address, lanes }: Other, v: number): Code => {
    const wanted = f32x4.multiply(lanes.get, f32x4.subtract(here.get, vectorOf(address, v)));
    return push.set(f32x4.greater(f32x4.lesser(wanted, highest.get), lowest.get));
  };

  const attraction: Code[] = [
    ...measure([tail]),
    square.set(laneSum(tail.lanes).flat()),
    // Two points in one place give each other no direction.
    when(
      f32.greater(square.get, f32.constant(0)),
      ...exert(
        tail,
        f32.multiply(f32.multiply(rate.get, f32.constant(-2 * a * b)), curved.get),
        square.get,
      ),
      ...everyVector((v) => [
        here.set(vectorOf(head, v)),
        feel(tail, v),
        f32x4.store(head.get, f32x4.add(here.get, push.get), VECTOR_BYTES * v),
        f32x4.store(
          tail.address.get,
          f32x4.subtract(vectorOf(tail.address, v), push.get),
          VECTOR_BYTES * v,
        ),
      ]),
    ),
  ];

  const repulsion: Code[] = [
    ...draws.flatMap(({ address }) => [
      random.next,
      address.set(
        i32.add(
          i32.multiply(indexBelow(points, random.word), i32.constant(VECTOR_BYTES * vectors)),
          i32.constant(addresses.points),
        ),
      ),
    ]),
    ...measure(draws),
    // The head itself may be drawn; its difference to itself is 0 and moves nothing.
    ...draws.flatMap((drawn) => [
      square.set(laneSum(drawn.lanes).flat()),
      ...exert(
        drawn,
        f32.multiply(rate.get, f32.constant(2 * b)),
        f32.add(f32.constant(LEAST_SQUARE), square.get),
      ),
    ]),
    ...everyVector((v) => [
      here.set(vectorOf(head, v)),
      moved.set(here.get),
      ...draws.flatMap((drawn) => [feel(drawn, v), moved.set(f32x4.add(moved.get, push.get))]),
      f32x4.store(head.get, moved.get, VECTOR_BYTES * v),
    ]),
  ];

  const field = (name: keyof typeof EDGE_FIELDS): Code => f32.load(edge.get, EDGE_FIELDS[name]);
  const visit: Code[] = [
    f32.store(edge.get, f32.add(field('due'), field('period')), EDGE_FIELDS.due),
    due.set(i32.add(due.get, i32.constant(1))),
    head.set(i32.load(edge.get, EDGE_FIELDS.head)),
    tail.address.set(i32.load(edge.get, EDGE_FIELDS.tail)),
    ...attraction,
    ...repulsion,
  ];
  const limit = (sign: number): Code =>
    f32x4.splat(f32.multiply(rate.get, f32.constant(sign * LARGEST_FORCE)));
  const body: Code[] = [
    random.read,
    highest.set(limit(1)),
    lowest.set(limit(-1)),
    whilst(
      i32.lessUnsigned(edge.get, end.get),
      when(f32.lessOrEqual(field('due'), epoch.get), ...visit),
      edge.set(i32.add(edge.get, i32.constant(EDGE_BYTES))),
    ),
    random.write,
    due.get,
  ];
  return singleFunctionModule('advance', locals, body, pages);
}
