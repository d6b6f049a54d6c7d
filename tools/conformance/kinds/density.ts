/** Checks of the density fixture kinds. */
import type { KindCheck } from '../report';

export const densityKinds: Readonly<Record<string, KindCheck>> = {};
