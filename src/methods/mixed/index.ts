/**
 * All guidance terms side by side, each with its switch: CoDA's alignment, MGD3's mode guidance, DMGD's
 * soft labels and its transport act together in one run. The presets are the methods themselves, so
 * that a person starts from a published setting and adds to it; each term looks for its own targets
 * and only where it is on.
 */
import { defineMethod } from '../method';
import { under, type ParameterSchema } from '../parameters';
import { targetOf, targetsIn } from '../targets';
import { alignmentNotices, alignmentSchema, alignmentTerm } from '../terms/alignment';
import { coreRequest, discoverySchema } from '../terms/discovery';
import { modeSchema, modeTerm } from '../terms/mode';
import { softLabelSchema, softLabelTerm } from '../terms/soft-label';
import { transportSchema, transportTargets, transportTerm } from '../terms/transport';

const switchSchema = {
  useAlignment: {
    kind: 'boolean',
    label: 'Alignment on',
    default: true,
    help: 'Pull each image to one core of its class.',
    source: 'CoDA (arXiv 2512.03844)',
    group: 'terms',
  },
  useMode: {
    kind: 'boolean',
    label: 'Mode guidance on',
    default: false,
    help: 'Pull each image to one k-means centroid of its class.',
    source: 'MGD3 (arXiv 2505.18963)',
    group: 'terms',
  },
  useTransport: {
    kind: 'boolean',
    label: 'Optimal transport on',
    default: false,
    help: "Move a class's images together to its distribution; they are made in a row.",
    source: 'DMGD (arXiv 2605.03877)',
    group: 'terms',
  },
  useSoftLabel: {
    kind: 'boolean',
    label: 'Soft label on',
    default: false,
    help: 'Perturb the condition early on.',
    source: 'DMGD (arXiv 2605.03877)',
    group: 'terms',
  },
} as const satisfies ParameterSchema;

const off = { useAlignment: false, useMode: false, useTransport: false, useSoftLabel: false };

export const mixed = defineMethod({
  id: 'mixed',
  name: 'Mixed terms',
  summary: 'Any of the guidance terms together, each with its own switch.',
  source: { paper: "Stillroom's own composition of published terms", arxiv: null },
  status: 'composition',
  schema: {
    ...switchSchema,
    ...under('useAlignment', alignmentSchema),
    ...under('useAlignment', discoverySchema),
    ...under('useMode', modeSchema),
    ...under('useTransport', transportSchema),
    ...under('useSoftLabel', softLabelSchema),
  },
  presets: [
    {
      id: 'coda',
      label: 'CoDA',
      parameters: {
        ...off,
        useAlignment: true,
        alignment: 0.05,
        guidedShare: 0.9,
        nNeighbors: 85,
        minClusterSize: 55,
      },
    },
    {
      id: 'dmgd',
      label: 'DMGD',
      parameters: {
        ...off,
        useTransport: true,
        useSoftLabel: true,
        transportStrength: 0.05,
        transportStep: 'official',
        transportTarget: 'kmeans',
        prototypes: 10,
        softLabelVariant: 'official-code',
        labelNoise: 0.06,
        otherLabel: 0.01,
      },
    },
    {
      id: 'mgd3',
      label: 'MGD3',
      parameters: { ...off, useMode: true, modeStrength: 0.1, modeEnd: 0.48 },
    },
    { id: 'plain', label: 'plain', parameters: off },
  ],
  officialSampling: null,
  plan(parameters, { imagesPerClass }) {
    const { useAlignment, useMode, useTransport, useSoftLabel } = parameters;
    return {
      output: 'generated',
      targets: {
        ...(useAlignment ? { cores: coreRequest(parameters, imagesPerClass) } : {}),
        ...(useMode ? { modes: { kind: 'kmeans', clusters: imagesPerClass } } : {}),
        ...(useTransport ? { prototypes: transportTargets(parameters) } : {}),
      },
      sequential: useTransport,
      usesOtherClasses: useSoftLabel,
      start: null,
      terms(input) {
        const { targets, image, className, finished } = input;
        const own = (role: 'cores' | 'modes') =>
          targetOf(targetsIn(targets, role), image, className);
        return [
          ...(useSoftLabel ? [softLabelTerm(parameters, input)] : []),
          ...(useAlignment ? [alignmentTerm(parameters, own('cores'))] : []),
          ...(useMode ? [modeTerm(parameters, own('modes'))] : []),
          ...(useTransport
            ? [transportTerm(parameters, targetsIn(targets, 'prototypes'), finished)]
            : []),
        ];
      },
    };
  },
  notices: (parameters, sampling, steps) =>
    parameters.useAlignment ? alignmentNotices(parameters, sampling, steps) : [],
});
