/** Checks of the diffusion fixture kinds. */
import type { KindCheck } from '../report';

export const diffusionKinds: Readonly<Record<string, KindCheck>> = {};
