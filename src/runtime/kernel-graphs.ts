/** Where the small graphs of public/kernels come from. */
import { StillroomError } from '../core/errors';

export type KernelName = 'pairwise' | 'moments' | 'standardise' | 'cast' | 'probe';

/** The bytes of a kernel's graph. */
export type KernelGraphs = (name: KernelName) => Promise<Uint8Array>;

/**
 * The kernels served with the page.
 * @param siteUrl absolute URL of the page's folder, where `kernels/` stands
 */
export function siteKernels(siteUrl: string): KernelGraphs {
  return async (name) => {
    const url = new URL(`kernels/${name}.onnx`, siteUrl);
    const response = await fetch(url);
    if (!response.ok) {
      throw new StillroomError(
        'PackInvalid',
        `The kernel "${name}" is missing: the server answered ${response.status}. Build the page again, or reload it.`,
        { kernel: name },
      );
    }
    return new Uint8Array(await response.arrayBuffer());
  };
}
