/** What every set is compared with, and how it is trained on. */
import type { NodePlace } from '../../src/command/node-place';
import type { ProtocolPreset } from '../../src/core/training/protocol';
import { PROTOCOLS } from '../../src/core/training/protocols';
import { promptOf, type Collection } from '../../src/data/import/collection';
import { latentsOf } from '../../src/run/stages/latents';
import type { ComparedClass } from './measure-set';

/** null for "none": nothing is trained. @throws Error for a name that no protocol has */
export function protocolNamed(id: string): ProtocolPreset | null {
  if (id === 'none') return null;
  const found = PROTOCOLS.find((one) => one.id === id);
  if (found !== undefined) return found;
  const known = PROTOCOLS.map((one) => one.id).join(', ');
  throw new Error(`There is no protocol "${id}"; known are ${known} and none.`);
}

/** The classes with their latents. */
export async function comparedClasses(
  place: NodePlace,
  { classes }: Collection,
  signal: AbortSignal,
): Promise<ComparedClass[]> {
  const compared: ComparedClass[] = [];
  for (const entry of classes) {
    const { folder, name } = entry;
    const latents = await latentsOf(place, folder, signal, () => undefined);
    console.log(`${name}: ${latents.rows} images are read`);
    compared.push({ folder, name, prompt: promptOf(entry, place.model.loaded.pack), latents });
  }
  return compared;
}
