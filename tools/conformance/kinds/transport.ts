/** Checks of the transport fixture kinds. */
import type { KindCheck } from '../report';

export const transportKinds: Readonly<Record<string, KindCheck>> = {};
