/** From a plan to the maker of a class: the one place that knows all kinds of plan. */
import type { PackDescription } from '../../../core/formats/pack';
import type { RunClass } from '../result-store';
import type { RunPlan } from '../run-plan';
import { GeneratedClass, prepareGenerated } from './generated';
import type { ClassMaker } from './maker';
import { PatchClass, type PatchHooks, type PatchParts } from './patches';
import { RealClass } from './real';

/** @throws StillroomError what keeps the class from being made */
export async function prepareMaker(
  parts: PatchParts,
  plan: RunPlan,
  pack: PackDescription,
  entry: RunClass,
  hooks: PatchHooks,
): Promise<ClassMaker> {
  const { method } = plan;
  switch (method.output) {
    case 'generated': {
      const inputs = await prepareGenerated(parts, plan, method, pack, entry, hooks);
      return new GeneratedClass(parts, plan, method, pack, inputs);
    }
    case 'real':
      return RealClass.prepare(parts, plan, method, entry, hooks);
    case 'windows':
      return PatchClass.prepare(parts, plan, method, entry, hooks);
    default:
      return method satisfies never;
  }
}
