/**
 * From a pack.json to what the program works with. A pack is data from elsewhere: every field is checked
 * here, once, and nothing past this room doubts it again.
 */
import { JsonReader } from '../json-reader';
import { PACK_FORMAT, type PackDescription } from '../pack';
import { FIRST_FORMAT, readFirstEdition } from './edition-1';
import { readSecondEdition } from './edition-2';
import { PACK_JSON, requirePathsDiffer } from './fields';

/**
 * Checks the content of a pack.json of either edition.
 * @param json what JSON.parse returned
 * @throws StillroomError PackInvalid naming the first field that is wrong, and what stands there
 */
export function parsePack(json: unknown): PackDescription {
  const root = new JsonReader(json, PACK_JSON);
  const format = root.at('format').oneOf([PACK_FORMAT, FIRST_FORMAT]);
  const pack = format === FIRST_FORMAT ? readFirstEdition(root) : readSecondEdition(root);
  requirePathsDiffer(pack);
  return pack;
}
