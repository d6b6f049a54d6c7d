/**
 * What a thread can do: a plain object of functions, which knows nothing of threads.
 *
 *     const functions = {
 *       encode: (pixels: Uint8Array, count: number) => ...,
 *       sample: async (job: SampleJob, call: Call<StepEvent>) => ...,
 *     };
 *     type ModelFunctions = typeof functions;
 *
 * Every function gets the `Call` as one more argument behind those that were sent; one that runs long
 * takes it, to hear of a stop or a pause and to tell how far it is. What the other side sees of the
 * object follows from its type.
 */
import type { Call } from '../core/call';

/** Functions by name. Arguments and results are structured-cloneable. */
export type FunctionsOf<Functions> = {
  readonly [Name in keyof Functions]: (...parameters: never[]) => unknown;
};

export type NameIn<Functions> = keyof Functions & string;

/**
 * What is sent to a function: its parameters without the `Call`. Optional ones must be given, since
 * the call comes behind them.
 */
export type ArgumentsOf<Run extends (...parameters: never[]) => unknown> =
  Required<Parameters<Run>> extends readonly [...infer Sent, Call<infer _Event>]
    ? Sent
    : Required<Parameters<Run>>;

/** What a running function tells; never for one that tells nothing. */
export type EventOf<Run extends (...parameters: never[]) => unknown> =
  Required<Parameters<Run>> extends readonly [...infer _Sent, Call<infer Event>] ? Event : never;

export type ResultOf<Run extends (...parameters: never[]) => unknown> = Awaited<ReturnType<Run>>;

/** What of a result moves to the asker instead of being copied: it must be of no more use here. */
export type Transfers<Functions extends FunctionsOf<Functions>> = {
  readonly [Name in keyof Functions]?: (
    result: ResultOf<Functions[Name]>,
  ) => readonly Transferable[];
};

/** The same of what a function tells. */
export type EventTransfers<Functions extends FunctionsOf<Functions>> = {
  readonly [Name in keyof Functions]?: (event: EventOf<Functions[Name]>) => readonly Transferable[];
};
