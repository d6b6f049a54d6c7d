/** A loaded pack's networks, called from the test that asks the page. */
import type { Diffuser } from '../../../../src/core/diffuser';

export function packCalls(diffuser: () => Diffuser) {
  return {
    description: () => diffuser().pack,
    makeConditions: (...given: Parameters<Diffuser['makeConditions']>) =>
      diffuser().makeConditions(...given),
    predictNoise: (...given: Parameters<Diffuser['predictNoise']>) =>
      diffuser().predictNoise(...given),
    features: (...given: Parameters<Diffuser['features']>) => diffuser().features(...given),
    encode: (...given: Parameters<Diffuser['encode']>) => diffuser().encode(...given),
    posterior: (...given: Parameters<Diffuser['posterior']>) => diffuser().posterior(...given),
    decode: (...given: Parameters<Diffuser['decode']>) => diffuser().decode(...given),
  };
}
