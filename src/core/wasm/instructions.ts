/**
 * The instructions of WebAssembly that our kernels are made of.
 *
 * A piece of code is the list of its bytes. An instruction is a function from the code of its
 * operands to the code of its value, so that nested calls read like the formula; operands are
 * evaluated from left to right. Opcodes: WebAssembly core specification 2.0, chapter 5.4. None of
 * relaxed SIMD is here, as its results may differ between machines.
 */
export type Code = readonly number[];

/** An unsigned number in LEB128, which is how the format writes lengths, indices and offsets. */
export function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** A signed 32-bit number in LEB128. */
function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
      return [...bytes, low];
    }
    bytes.push(low | 0x80);
  }
}

function float32Bytes(value: number): Code {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return Array.from(bytes);
}

type Unary = (a: Code) => Code;
type Binary = (a: Code, b: Code) => Code;

const unary =
  (...opcode: Code): Unary =>
  (a) => [...a, ...opcode];
const binary =
  (...opcode: Code): Binary =>
  (a, b) => [...a, ...b, ...opcode];

/** Reads at address + offset. @param alignment as a power of two, a hint */
const load =
  (alignment: number, ...opcode: Code) =>
  (address: Code, offset = 0): Code => [...address, ...opcode, alignment, ...unsigned(offset)];
/** Writes at address + offset. */
const store =
  (alignment: number, ...opcode: Code) =>
  (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...opcode,
    alignment,
    ...unsigned(offset),
  ];

const VECTOR = 0xfd;
const simdUnary = (opcode: number): Unary => unary(VECTOR, ...unsigned(opcode));
const simdBinary = (opcode: number): Binary => binary(VECTOR, ...unsigned(opcode));

/** 32-bit integers; addresses and truth values are of this type too. */
export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  load: load(2, 0x28),
  store: store(2, 0x36),
  notEqual: binary(0x47),
  lessUnsigned: binary(0x49),
  add: binary(0x6a),
  subtract: binary(0x6b),
  multiply: binary(0x6c),
  and: binary(0x71),
  xor: binary(0x73),
  shiftLeft: binary(0x74),
  shiftRightUnsigned: binary(0x76),
  rotateLeft: binary(0x77),
  /** The bits of a float32. */
  bitsOf: unary(0xbc),
  /** The lower half of a 64-bit integer. */
  lowerHalf: unary(0xa7),
} as const;

/** 64-bit integers. */
export const i64 = {
  constant: (value: number): Code => [0x42, ...signed(value)],
  multiply: binary(0x7e),
  shiftRightUnsigned: binary(0x88),
  /** An unsigned 32-bit integer, widened. */
  widened: unary(0xad),
} as const;

/** Single precision. */
export const f32 = {
  constant: (value: number): Code => [0x43, ...float32Bytes(value)],
  load: load(2, 0x2a),
  store: store(2, 0x38),
  greater: binary(0x5e),
  lessOrEqual: binary(0x5f),
  add: binary(0x92),
  multiply: binary(0x94),
  divide: binary(0x95),
  /** The nearest float32 to a signed 32-bit integer. */
  ofInteger: unary(0xb2),
} as const;

/** Four single-precision numbers side by side. */
export const f32x4 = {
  load: load(4, VECTOR, 0x00),
  store: store(4, VECTOR, 0x0b),
  splat: simdUnary(0x13),
  firstLane: unary(VECTOR, 0x1f, 0),
  add: simdBinary(0xe4),
  subtract: simdBinary(0xe5),
  multiply: simdBinary(0xe6),
  /** b < a ? b : a, lane by lane */
  lesser: simdBinary(0xea),
  /** a < b ? b : a, lane by lane */
  greater: simdBinary(0xeb),
  /** The lanes of a vector in another order. */
  reordered: (a: Code, lanes: readonly [number, number, number, number]): Code => [
    ...a,
    ...a,
    VECTOR,
    0x0d,
    ...lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
  ],
} as const;

/** Two double-precision numbers side by side. */
export const f64x2 = {
  load: load(4, VECTOR, 0x00),
  /** One number in both lanes. */
  loadSplat: load(3, VECTOR, 0x0a),
  store: store(4, VECTOR, 0x0b),
  zero: [VECTOR, 0x0c, ...Array.from({ length: 16 }, () => 0)] as Code,
  add: simdBinary(0xf0),
  subtract: simdBinary(0xf1),
  multiply: simdBinary(0xf2),
  /** The first lanes of two vectors. */
  firstLanes: (a: Code, b: Code): Code => shuffled(a, b, [0, 2]),
  /** The second lanes of two vectors. */
  secondLanes: (a: Code, b: Code): Code => shuffled(a, b, [1, 3]),
} as const;

/** Eight bytes a lane, numbered through both vectors. */
function shuffled(a: Code, b: Code, lanes: readonly [number, number]): Code {
  const bytes = lanes.flatMap((lane) => Array.from({ length: 8 }, (_, byte) => 8 * lane + byte));
  return [...a, ...b, VECTOR, 0x0d, ...bytes];
}

const NO_VALUE = 0x40;
const END = 0x0b;

/** Runs the body when the condition is not 0. */
export const when = (condition: Code, ...body: readonly Code[]): Code => [
  ...condition,
  0x04,
  NO_VALUE,
  ...body.flat(),
  END,
];

/** Runs the body again and again as long as the condition, looked at before each round, holds. */
export const whilst = (condition: Code, ...body: readonly Code[]): Code => [
  0x03,
  NO_VALUE,
  // Branch 1 from inside the `if` goes to the top of the loop.
  ...when(condition, ...body, [0x0c, 1]),
  END,
];
