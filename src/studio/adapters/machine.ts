/** What the browser tells of this machine that matters to a model. */
import { adapterFacts } from '../../runtime/gpu-device';
import type { Machine } from '../state/models';

/** Of browsers that tell it; in GB. */
declare global {
  interface Navigator {
    readonly deviceMemory?: number;
  }
}

/** The most that browsers say. */
const TOLD_GB = 8;

export async function thisMachine(): Promise<Machine> {
  const gpu = await adapterFacts().catch(() => null);
  const { deviceMemory } = navigator;
  return {
    gpu,
    memoryBytes:
      deviceMemory === undefined || deviceMemory >= TOLD_GB ? null : deviceMemory * 2 ** 30,
  };
}
