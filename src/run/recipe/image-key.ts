/**
 * The key under which an image is kept: a hash of its causes and of what the backend adds to them.
 * Two runs that share an image's causes share the image: one core decides one image of CoDA, whatever
 * the size of the set.
 */
import { canonicalHash } from '../../core/formats/canonical-json';

/** What of the place where an image is made decides its last bits. */
export interface Backend {
  /**
   * Processor and runtime: "wasm", "webgpu", "cpu", "cuda"; with "-tiles-256" behind it where images are decoded in
   * tiles of so many pixels, which are other images.
   */
  readonly provider: string;
  /** What decoded the real pictures: "browser", "sharp". */
  readonly decoder: string;
}

/** The backend of a model and a collection: made here alone. */
export function backendOf({
  model,
  source,
}: {
  readonly model: {
    readonly loaded: { readonly backend: { readonly kind: string }; readonly tileSide?: number };
  };
  readonly source: { readonly decoder: string };
}): Backend {
  const { backend, tileSide } = model.loaded;
  const provider = tileSide === undefined ? backend.kind : `${backend.kind}-tiles-${tileSide}`;
  return { provider, decoder: source.decoder };
}

export type ImageKey = string;

/** @param causes everything else that decides the image's bytes, as plain data */
export function imageKey({ provider, decoder }: Backend, causes: object): ImageKey {
  return canonicalHash({ provider, decoder, causes });
}
