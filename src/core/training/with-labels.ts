import type { LabelKind, ProtocolPreset } from './protocol';

/** Of the papers that learn from a teacher (RDED). */
const TEACHER_TEMPERATURE = 20;

/** The preset with other labels, where others than its own are asked for. */
export function withLabels(preset: ProtocolPreset, labels: LabelKind): ProtocolPreset {
  if (preset.labels === labels) return preset;
  return { ...preset, labels, temperature: labels === 'hard' ? 1 : TEACHER_TEMPERATURE };
}
