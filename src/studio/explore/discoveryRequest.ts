import { methodById } from '../../methods';
import { parseParameters } from '../../methods/parameters';
import { discoverySchema } from '../../methods/terms/discovery';
import type { CoreRequest } from '../../run/stages/explore';
import type { Settings } from '../state/settings';

/**
 * What of the settings a map and its cores are made with: the discovery settings of whatever method
 * has them, else CoDA's defaults. Nothing else about the settings changes a map.
 * @throws StillroomError BadParameter for a setting out of range
 */
export function discoveryRequest({
  method,
  parameters,
  sampling,
}: Pick<Settings, 'method' | 'parameters' | 'sampling'>): CoreRequest {
  const { schema } = methodById(method);
  const own = Object.entries(parameters).filter(
    ([name]) => Object.hasOwn(discoverySchema, name) && schema[name]?.group === 'discovery',
  );
  const { anchors, ...settings } = parseParameters(discoverySchema, Object.fromEntries(own));
  const { imagesPerClass, seed } = sampling;
  // Cores follow from the class alone; other anchors are those of the run's seed.
  return {
    ...settings,
    imagesPerClass,
    ...(anchors === 'cores' ? {} : { anchors: { kind: anchors, seed } }),
  };
}
