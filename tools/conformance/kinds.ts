/** Every fixture kind that is built, by name. */
import { densityKinds } from './kinds/density';
import { diffusionKinds } from './kinds/diffusion';
import { packKinds } from './kinds/packs';
import { trainingKinds } from './kinds/training';
import { transportKinds } from './kinds/transport';
import type { KindCheck } from './report';

export const kinds: Readonly<Record<string, KindCheck>> = {
  ...densityKinds,
  ...diffusionKinds,
  ...packKinds,
  ...trainingKinds,
  ...transportKinds,
};
