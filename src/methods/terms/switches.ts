/** Switches of terms, for methods that hold several: one term, one name and one explanation everywhere. */
import type { ParameterSchema } from '../parameters';

export const alignmentSwitch = {
  useAlignment: {
    kind: 'boolean',
    label: 'Alignment on',
    default: true,
    help: 'Pull each image to one core of its class.',
    source: 'CoDA (arXiv 2512.03844)',
    group: 'terms',
  },
} as const satisfies ParameterSchema;

export const modeSwitch = {
  useMode: {
    kind: 'boolean',
    label: 'Mode guidance on',
    default: false,
    help: 'Pull each image to one k-means centroid of its class.',
    source: 'MGD3 (arXiv 2505.18963)',
    group: 'terms',
  },
} as const satisfies ParameterSchema;
