/**
 * The sessions of a large pack, which are not open all at once.
 *
 * What turns prompts and pictures into conditions and latents is done before the first step of sampling: the
 * text encoders of SDXL weigh 1.6 GB in halves beside a denoiser of 5.1. So a pack's graphs take turns: those
 * that prepare, and those that sample (the decoder with them: it is asked after every image). A graph that is
 * run opens its own session where it is closed, after those of the other turn have been released. WebAssembly
 * gives no memory back by that, but has it for the next session.
 */
import type { OwnNames } from '../core/by-name';
import type { GraphRole } from '../core/formats/pack';
import { SerialQueue } from '../core/serial-queue';
import type { Graph, GraphValue, PackGraph } from './graph';

type Turn = 'prepare' | 'sample';

function turnOf(role: GraphRole): Turn {
  return role === 'denoiser' || role === 'vae_decoder' ? 'sample' : 'prepare';
}

/** Graphs in the order in which they are first opened: what a run asks first is open at the end. */
export function openingOrder(roles: readonly GraphRole[]): GraphRole[] {
  return [
    ...roles.filter((role) => turnOf(role) === 'sample'),
    ...roles.filter((role) => turnOf(role) === 'prepare'),
  ];
}

export class Turns {
  readonly #create: (role: GraphRole) => Promise<Graph>;
  /** A run and the opening before it are one: no other turn comes between. */
  readonly #queue = new SerialQueue();
  readonly #open = new Map<GraphRole, Graph>();

  /** @param create opens a role's session; asked again whenever its turn comes back */
  constructor(create: (role: GraphRole) => Promise<Graph>) {
    this.#create = create;
  }

  /**
   * A role's graph, opened once to learn what it takes and gives.
   * @throws StillroomError as opening a session does
   */
  async graph(role: GraphRole): Promise<PackGraph> {
    const first = await this.#queue.run(() => this.#opened(role));
    return new TurnGraph(first, (feeds, wanted) =>
      this.#queue.run(async () => (await this.#opened(role)).run(feeds, wanted)),
    );
  }

  async #opened(role: GraphRole): Promise<Graph> {
    for (const [other, graph] of this.#open) {
      if (turnOf(other) === turnOf(role)) continue;
      this.#open.delete(other);
      await graph.release();
    }
    const open = this.#open.get(role) ?? (await this.#create(role));
    this.#open.set(role, open);
    return open;
  }
}

class TurnGraph implements PackGraph {
  /** A released one still says what it takes and gives. */
  readonly #first: Graph;
  readonly #run: (
    feeds: OwnNames<GraphValue>,
    wanted: readonly string[],
  ) => ReturnType<Graph['run']>;

  constructor(
    first: Graph,
    run: (feeds: OwnNames<GraphValue>, wanted: readonly string[]) => ReturnType<Graph['run']>,
  ) {
    this.#first = first;
    this.#run = run;
  }

  get stage() {
    return this.#first.stage;
  }

  get inputs() {
    return this.#first.inputs;
  }

  get outputs() {
    return this.#first.outputs;
  }

  require(side: 'inputs' | 'outputs', name: string) {
    return this.#first.require(side, name);
  }

  run<const Name extends string>(
    feeds: OwnNames<GraphValue>,
    wanted: readonly Name[],
  ): Promise<Record<Name, GraphValue>> {
    return this.#run(feeds, wanted);
  }
}
