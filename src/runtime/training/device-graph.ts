/**
 * A graph whose state stays where it is computed.
 *
 * `Graph` reads every output back, which is right for a denoiser. A train step's main outputs are the
 * next step's inputs: on WebGPU they stay in GPU buffers, to be handed over and disposed of by the caller
 * (ONNX Runtime frees none of them). The other backends know no such place; there a tensor is a copy in
 * JavaScript's memory, and a step of ConvNet copies a few megabytes.
 */
import type { OwnNames } from '../../core/by-name';
import { StillroomError } from '../../core/errors';
import { classifyFailure, type Session } from '../session';
import type { OrtSession, OrtTensor } from '../ort';

export type Tensors = OwnNames<OrtTensor>;

/** To be released before its session is disposed of. */
export class DeviceGraph {
  readonly #stage: string;
  readonly #session: OrtSession;
  readonly #host: Session;

  private constructor(stage: string, session: OrtSession, host: Session) {
    this.#stage = stage;
    this.#session = session;
    this.#host = host;
  }

  /**
   * @param stage what the graph does, for errors
   * @param kept outputs that stay on the device
   * @throws StillroomError Unsupported, OutOfMemory, DeviceLost
   */
  static async create(
    host: Session,
    stage: string,
    model: Uint8Array,
    kept: readonly string[],
  ): Promise<DeviceGraph> {
    const session = await host.exclusive(async () => {
      try {
        return await host.ort.InferenceSession.create(model, host.options({ kept }));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const refused = new StillroomError(
          'Unsupported',
          `ONNX Runtime can't prepare ${stage} on ${host.backend}: ${message}. Choose the other backend or a smaller network.`,
          { stage },
          { cause: error },
        );
        const classified = classifyFailure(stage, error, refused);
        if (classified !== refused) host.fail(classified);
        throw classified;
      }
    });
    return new DeviceGraph(stage, session, host);
  }

  /** Runs the graph. The returned tensors are the caller's to dispose of. */
  async run(feeds: Tensors): Promise<Tensors> {
    return await this.#host.runIn(this.#stage, () => this.#session.run(feeds));
  }

  async release(): Promise<void> {
    await this.#host.runIn(this.#stage, () => this.#session.release());
  }
}
