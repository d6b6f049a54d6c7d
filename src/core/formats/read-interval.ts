/** Where classifier-free guidance holds, as packs and recipes write it. */
import type { GuidanceInterval } from '../diffusion/guidance-scale';
import type { JsonReader } from './json-reader';

/** A guidance interval that may be left out, as a member of sampling settings. */
export function readInterval(reader: JsonReader): { readonly cfgInterval?: GuidanceInterval } {
  if (!reader.present) return {};
  const from = reader.at('from').number(0, 1);
  return { cfgInterval: { from, to: reader.at('to').number(from, 1) } };
}
