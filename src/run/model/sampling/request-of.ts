/** A sampling job with what a model's pack says of its network. */
import type { PackDescription } from '../../../core/formats/pack';
import type { SampleJob, SampleRequest } from '../../../core/sampling/sample-request';

export function requestOf(
  {
    latent,
    prediction,
    schedule,
    guidanceChannels,
  }: Pick<PackDescription, 'latent' | 'prediction' | 'schedule' | 'guidanceChannels'>,
  job: SampleJob,
): SampleRequest {
  const guided = guidanceChannels === undefined ? {} : { guidanceChannels };
  return { ...job, shape: latent, prediction, schedule, ...guided };
}
