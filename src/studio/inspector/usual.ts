/** What is usual for the settings as they stand: the values of the nearest preset, else the defaults. */
import type { RecipeParameters } from '../../core/formats/recipe';
import type { MethodPreset } from '../../methods/method';
import type { Parameter } from './schema';

/** The parameters with a preset's values for their defaults: marks, resets and names follow from these. */
export function withUsual<P extends Parameter>(
  parameters: readonly P[],
  preset: Pick<MethodPreset, 'parameters'> | null,
): P[] {
  const usual: RecipeParameters = preset?.parameters ?? {};
  return parameters.map((parameter) => {
    const value = usual[parameter.id];
    return typeof value === typeof parameter.default ? { ...parameter, default: value } : parameter;
  });
}
