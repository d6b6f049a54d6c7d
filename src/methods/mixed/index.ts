/**
 * All guidance terms side by side, each with its switch: CoDA's alignment, MGD3's mode guidance and
 * ManifoldGD's plane, DMGD's soft labels and its transport act together in one run. The presets are the methods themselves, so
 * that a person starts from a published setting and adds to it; each term looks for its own targets
 * and only where it is on.
 */
import { candidateRule, candidateSchema } from '../candidates';
import { defineMethod } from '../method';
import { under, type ParameterSchema } from '../parameters';
import { targetOf, targetsIn } from '../targets';
import { startNotices, startPlan, startSchema, startTargets } from '../start';
import {
  alignmentNotices,
  alignmentSchema,
  alignmentTerm,
  alignmentWindows,
} from '../terms/alignment';
import { coreRequest, discoverySchema } from '../terms/discovery';
import {
  manifoldNotices,
  manifoldSchema,
  manifoldTerm,
  planeNotices,
  planeWindows,
} from '../terms/manifold';
import { modeNotices, modeSchema, modeTargets, modeTerm, modeWindows } from '../terms/mode';
import { alignmentSwitch, modeSwitch } from '../terms/switches';
import {
  softLabelNotices,
  softLabelSchema,
  softLabelTerm,
  softLabelWindows,
} from '../terms/soft-label';
import {
  transportNotices,
  transportSchema,
  transportTargets,
  transportTerm,
  transportWindows,
} from '../terms/transport';

const switchSchema = {
  ...alignmentSwitch,
  ...modeSwitch,
  useManifold: {
    kind: 'boolean',
    label: 'Manifold guidance on',
    default: false,
    help: 'Lay a plane about that centroid, and pull to it or project onto it.',
    source: 'ManifoldGD (arXiv 2602.23295)',
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

const off = {
  useAlignment: false,
  useMode: false,
  useManifold: false,
  useTransport: false,
  useSoftLabel: false,
};

export const mixed = defineMethod({
  id: 'mixed',
  name: 'Mixed terms',
  summary: 'Any of the guidance terms together, each with its own switch.',
  source: { paper: "Stillroom's own composition of published terms", arxiv: null },
  status: 'composition',
  schema: {
    ...switchSchema,
    ...under(['useAlignment'], alignmentSchema),
    ...under(['useAlignment'], discoverySchema),
    // The plane lies about mode guidance's centre and acts in its window; its strength is not the plane's.
    ...under(['useMode', 'useManifold'], modeSchema),
    ...under(['useMode'], { modeStrength: modeSchema.modeStrength }),
    ...under(['useManifold'], manifoldSchema),
    ...under(['useTransport'], transportSchema),
    ...under(['useSoftLabel'], softLabelSchema),
    ...startSchema,
    ...candidateSchema,
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
        alignmentWeight: 'step',
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
        transportLatents: 'samples',
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
    {
      id: 'manifold',
      label: 'ManifoldGD',
      parameters: {
        ...off,
        useMode: true,
        useManifold: true,
        modeStrength: 0.1,
        modeEnd: 0.48,
        modeCentres: 'hierarchical',
        modeForm: 'clean',
        manifoldVariant: 'code',
        manifoldStrength: 0.1,
        manifoldRadius: 0.05,
        manifoldDimensions: 3,
      },
    },
    { id: 'plain', label: 'plain', parameters: off },
  ],
  officialSampling: null,
  plan(parameters, { imagesPerClass }) {
    const { useAlignment, useMode, useManifold, useTransport, useSoftLabel } = parameters;
    const centred = useMode || useManifold;
    const startRole = useAlignment ? 'cores' : centred ? 'modes' : 'starts';
    return {
      output: 'generated',
      targets: {
        ...(useAlignment ? { cores: coreRequest(parameters, imagesPerClass) } : {}),
        ...(centred ? { modes: modeTargets(parameters, imagesPerClass) } : {}),
        ...(useTransport ? { prototypes: transportTargets(parameters) } : {}),
        ...startTargets(parameters, startRole, imagesPerClass),
      },
      sequential: useTransport || parameters.candidates > 1,
      candidates: candidateRule(parameters),
      joint: null,
      usesOtherClasses: useSoftLabel,
      ...startPlan(parameters, startRole),
      terms(input) {
        const { targets, image, className, finished } = input;
        const own = (role: 'cores' | 'modes') =>
          targetOf(targetsIn(targets, role), image, className);
        return [
          ...(useSoftLabel ? [softLabelTerm(parameters, input)] : []),
          ...(useAlignment ? [alignmentTerm(parameters, own('cores'))] : []),
          ...(useMode ? [modeTerm(parameters, own('modes'))] : []),
          ...(useManifold ? [manifoldTerm(underMode(parameters), own('modes'))] : []),
          ...(useTransport
            ? [transportTerm(parameters, targetsIn(targets, 'prototypes'), finished)]
            : []),
        ];
      },
    };
  },
  windows: (parameters) => [
    ...(parameters.useAlignment ? alignmentWindows(parameters) : []),
    ...(parameters.useMode ? modeWindows(parameters) : []),
    ...(isPlaneAlone(parameters) ? planeWindows(parameters) : []),
    ...(parameters.useSoftLabel ? softLabelWindows(parameters) : []),
    ...(parameters.useTransport ? transportWindows(parameters) : []),
  ],
  notices: (parameters, sampling, steps) => [
    ...(parameters.useAlignment ? alignmentNotices(parameters, sampling, steps) : []),
    ...(parameters.useMode ? modeNotices(parameters, sampling, steps) : []),
    ...(isPlaneAlone(parameters)
      ? planeNotices(parameters, sampling, steps)
      : parameters.useManifold
        ? manifoldNotices(parameters)
        : []),
    ...(parameters.useSoftLabel ? softLabelNotices(parameters, sampling, steps) : []),
    ...(parameters.useTransport ? transportNotices(parameters, sampling, steps) : []),
    ...startNotices(parameters),
  ],
});

const isPlaneAlone = (parameters: { readonly useMode: boolean; readonly useManifold: boolean }) =>
  parameters.useManifold && !parameters.useMode;

/** Where mode guidance is off, its strength is 0 to the term that projects it. */
function underMode<P extends { readonly useMode: boolean; readonly modeStrength: number }>(
  parameters: P,
): P {
  return parameters.useMode ? parameters : { ...parameters, modeStrength: 0 };
}
