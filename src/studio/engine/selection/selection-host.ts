/** The selection thread as the page sees it. */
import type {
  MapRequest,
  RankRequest,
  RankResult,
  ScoreMaps,
  SelectionFunctions,
  WindowsRequest,
  WindowsResult,
} from '../../../../workers/selection';
import { Thread } from '../thread';

export class SelectionHost {
  readonly #thread = new Thread<SelectionFunctions>(
    'selection',
    () =>
      new Worker(new URL('../../../../workers/selection.ts', import.meta.url), { type: 'module' }),
  );

  windows(request: WindowsRequest, signal: AbortSignal): Promise<WindowsResult[]> {
    return this.#thread.call((remote) => remote.windows(request), signal);
  }

  /** Ranks windows; their descriptors travel once. */
  async rank(
    request: Omit<RankRequest, 'descriptors'>,
    descriptors: Float32Array,
    signal: AbortSignal,
  ): Promise<RankResult> {
    const ask = (values: Float32Array | null) =>
      this.#thread.call((remote) => remote.rank({ ...request, descriptors: values }), signal);
    const found = (await ask(null)) ?? (await ask(descriptors));
    if (found === null) throw new Error('the selection thread ranked nothing');
    return found;
  }

  maps(request: MapRequest, signal: AbortSignal): Promise<ScoreMaps> {
    return this.#thread.call((remote) => remote.maps(request), signal);
  }
}
