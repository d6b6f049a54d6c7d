/** From a class of a plan to its maker: the one place that knows all kinds of plan. */
import { ClassRanking } from '../stages/windows/class-ranking';
import type { StageParts } from '../stages/stage-parts';
import type { ClassWork, PrepareHooks } from './class-work';
import { GeneratedClass } from './generated';
import { prepareGenerated } from './generated-inputs';
import type { ClassMaker } from './maker';
import { RealClass } from './real';
import { WindowsClass } from './windows';

/** @throws StillroomError what keeps the class from being made */
export async function prepareMaker(
  parts: StageParts,
  work: ClassWork,
  hooks: PrepareHooks,
): Promise<ClassMaker> {
  const { plan } = work.plan;
  switch (plan.output) {
    case 'generated': {
      const inputs = await prepareGenerated(parts, work, plan, hooks);
      return new GeneratedClass(parts, work, plan, inputs);
    }
    case 'real':
      return RealClass.prepare(parts, work, plan, hooks);
    case 'windows':
      return WindowsClass.prepare(parts, new ClassRanking(parts), work, plan, hooks);
    default:
      return plan satisfies never;
  }
}
