/** What every number of a report depends on, in words: over the table, and in what is copied. */
import { networkName } from '../../core/training/describe-network';
import type { EvaluationReport } from '../../run/evaluation/report';
import { countOf } from '../job-bar/duration';
import { presetOf } from './networkChoices';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

const PROCESSORS: ReadonlyMap<string, string> = new Map([
  ['wasm', 'processor (WASM)'],
  ['webgpu', 'graphics card (WebGPU)'],
]);

/** "110 held-out images: 10 % of each class, by content" */
export function splitFact({ heldOut }: EvaluationReport): string {
  const { split, images, leftOut } = heldOut;
  const unused =
    leftOut > 0 ? ` (${countOf(leftOut, 'image')} left out, since a class has the same one)` : '';
  return `${countOf(images, 'held-out image')}: ${split}${unused}`;
}

function epochsOf({ sets }: EvaluationReport): string {
  const epochs = [...new Set(sets.map(({ protocol }) => protocol.epochs))].sort((a, b) => a - b);
  return `${epochs.map((one) => one.toLocaleString('en')).join(' or ')} epochs`;
}

/** "equal", or which sets count by shares. */
function weightsOf({ sets }: EvaluationReport): string {
  const weighted = sets.filter(({ weights }) => weights === 'share');
  if (weighted.length === 0) return 'equal';
  const others = weighted.length < sets.length ? '; the other sets equal' : '';
  return `share of its class: ${weighted.map(({ name }) => name).join('; ')}${others}`;
}

/** Numbers are comparable only under one of these: "Quick at 32 px". */
export function protocolName({ protocol }: EvaluationReport): string {
  return `${presetOf(protocol.preset).name} at ${protocol.side} px`;
}

/** @param repeats that were asked for */
export function reportFacts(report: EvaluationReport, repeats: number): readonly Fact[] {
  const { protocol, teacher, classes, backend } = report;
  const preset = presetOf(protocol.preset);
  const { arxiv } = preset.source;
  const soft =
    teacher === null
      ? 'hard'
      : `soft, of a teacher with ${(100 * teacher.accuracy).toFixed(1)} % (T = ${protocol.temperature})`;
  return [
    {
      name: 'Split',
      value: `${splitFact(report)}, ${countOf(classes.length, 'class', 'classes')}`,
    },
    {
      name: 'Protocol',
      value: `${preset.name}${arxiv === null ? '' : ` (arXiv ${arxiv})`}, ${epochsOf(report)}`,
    },
    { name: 'Network', value: networkName(protocol.network) },
    {
      name: 'Side',
      value:
        protocol.side === preset.side
          ? `${protocol.side} px`
          : `${protocol.side} px (the protocol’s own is ${preset.side})`,
    },
    { name: 'Labels', value: soft },
    { name: 'Weights', value: weightsOf(report) },
    { name: 'Repeats', value: String(repeats) },
    { name: 'Backend', value: PROCESSORS.get(backend) ?? backend },
  ];
}
