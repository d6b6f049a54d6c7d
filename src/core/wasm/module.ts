/**
 * The binary form of a WebAssembly module of one function that works on a memory of the caller
 * (WebAssembly core specification 2.0, chapter 5.5).
 */
import { unsigned, type Code } from './instructions';

export type ValueType = 'i32' | 'f32' | 'v128';

const TYPE_BYTES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const END = 0x0b;
/** "\0asm" and version 1. */
const MAGIC_AND_VERSION: Code = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** A local variable: its value is a piece of code like any other. */
export interface Local {
  readonly get: Code;
  readonly set: (value: Code) => Code;
}

/** A function under construction: its parameters and local variables. */
export class FunctionLocals {
  readonly #parameters: ValueType[] = [];
  readonly #variables: ValueType[] = [];

  get parameterTypes(): Code {
    return this.#parameters.map((type) => TYPE_BYTES[type]);
  }

  /** One declaration a variable, each of one of its type. */
  get declarations(): Code {
    return vector(this.#variables.map((type) => [1, TYPE_BYTES[type]]));
  }

  /** The next parameter; all of them come before the first variable. */
  parameter(type: ValueType): Local {
    this.#parameters.push(type);
    return this.#local(this.#parameters.length - 1);
  }

  /** A variable, 0 at first. */
  variable(type: ValueType): Local {
    this.#variables.push(type);
    return this.#local(this.#parameters.length + this.#variables.length - 1);
  }

  #local(index: number): Local {
    return {
      get: [0x20, ...unsigned(index)],
      set: (value) => [...value, 0x21, ...unsigned(index)],
    };
  }
}

/** A list with its length in front. */
const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
/** Bytes with their number in front. */
const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const text = (value: string): Code => sized(Array.from(new TextEncoder().encode(value)));
const section = (id: number, items: readonly Code[]): Code => [id, ...sized(vector(items))];

/**
 * A module that imports `memory.memory` and exports one function, which returns an i32.
 * @param pages least size of the memory, in pages of 64 KiB
 */
export function singleFunctionModule(
  name: string,
  locals: FunctionLocals,
  body: readonly Code[],
  pages: number,
): Uint8Array<ArrayBuffer> {
  const type = [0x60, ...sized(locals.parameterTypes), 1, TYPE_BYTES.i32];
  const memory = [...text('memory'), ...text('memory'), 0x02, 0x00, ...unsigned(pages)];
  const code = sized([...locals.declarations, ...body.flat(), END]);
  return Uint8Array.from([
    ...MAGIC_AND_VERSION,
    ...section(1, [type]),
    ...section(2, [memory]),
    ...section(3, [[0]]),
    ...section(7, [[...text(name), 0x00, 0]]),
    ...section(10, [code]),
  ]);
}
