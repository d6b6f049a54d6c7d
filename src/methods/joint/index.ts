/**
 * Stillroom's own: the images of a class are denoised together. At every step each is pulled to its own
 * core, as CoDA does, or to its own k-means centroid, as MGD3 does; all are moved away from each other,
 * and their mean to the class's. DMGD's memory is greedy: an image sees those that are finished, and the
 * first ones none. Here all see each other while they can still move, and no order of the images matters.
 */
import { defineMethod } from '../method';
import { under } from '../parameters';
import { startNotices, startPlan, startSchema, startTargets } from '../start';
import { targetOf, targetsIn } from '../targets';
import {
  alignmentNotices,
  alignmentSchema,
  alignmentTerm,
  alignmentWindows,
} from '../terms/alignment';
import { coreRequest, discoverySchema } from '../terms/discovery';
import { modeNotices, modeSchema, modeTargets, modeTerm, modeWindows } from '../terms/mode';
import { alignmentSwitch, modeSwitch } from '../terms/switches';
import { jointNotices, jointSchema, jointTargets, jointTerms, jointWindows } from '../terms/joint';

/** The mean of the class through most of the steps. */
const MATCHING = { repulsion: 0, meanMatching: 1, jointStart: 0, jointEnd: 0.8 } as const;
/** With CoDA's pull. */
const PULLED = {
  ...MATCHING,
  useAlignment: true,
  alignmentWeight: 'run',
  useMode: false,
} as const;

export const joint = defineMethod({
  id: 'joint',
  name: 'Denoised together (Stillroom)',
  summary:
    "Denoises a class's images together: each to its core, away from each other, their mean to the class's.",
  source: { paper: "Stillroom's own, from CoDA's pull and particle guidance", arxiv: null },
  status: 'composition',
  schema: {
    ...jointSchema,
    // Centroids train better here than cores do: docs/results/joint.md.
    useAlignment: { ...alignmentSwitch.useAlignment, default: false },
    useMode: { ...modeSwitch.useMode, default: true },
    ...under(['useAlignment'], alignmentSchema),
    ...under(['useAlignment'], discoverySchema),
    ...under(['useMode'], modeSchema),
    ...startSchema,
  },
  // By docs/results/presets.md: what trains best (the defaults), and what follows cores and trains better than CoDA does.
  // By docs/results/unknown.md: what trains best of all that makes pictures of classes that the model does not know.
  presets: [
    {
      id: 'trains-best',
      label: 'Trains best',
      pack: 'stillroom-64',
      parameters: {
        ...MATCHING,
        useAlignment: false,
        useMode: true,
        modeStrength: 0.1,
      },
    },
    {
      id: 'follows-core',
      label: 'Follows its core',
      pack: 'stillroom-64',
      parameters: { ...PULLED, alignment: 0.06, guidedShare: 0.5 },
    },
    {
      id: 'without-words',
      label: 'From its cores, without words',
      pack: 'stillroom-64',
      parameters: {
        ...PULLED,
        alignment: 0.04,
        guidedShare: 0.9,
        start: 'core',
        startStrength: 0.5,
        condition: 'none',
      },
    },
  ],
  officialSampling: null,
  plan(parameters, { imagesPerClass }) {
    const { useAlignment, useMode } = parameters;
    const startRole = useAlignment ? 'cores' : useMode ? 'modes' : 'starts';
    return {
      output: 'generated',
      targets: {
        ...(useAlignment ? { cores: coreRequest(parameters, imagesPerClass) } : {}),
        ...(useMode ? { modes: modeTargets(parameters, imagesPerClass) } : {}),
        ...jointTargets(parameters),
        ...startTargets(parameters, startRole, imagesPerClass),
      },
      sequential: false,
      candidates: null,
      joint: (targets) => jointTerms(parameters, targets),
      usesOtherClasses: false,
      ...startPlan(parameters, startRole),
      terms({ targets, image, className }) {
        const own = (role: 'cores' | 'modes') =>
          targetOf(targetsIn(targets, role), image, className);
        return [
          ...(useAlignment ? [alignmentTerm(parameters, own('cores'))] : []),
          ...(useMode ? [modeTerm(parameters, own('modes'))] : []),
        ];
      },
    };
  },
  windows: (parameters) => [
    ...jointWindows(parameters),
    ...(parameters.useAlignment ? alignmentWindows(parameters) : []),
    ...(parameters.useMode ? modeWindows(parameters) : []),
  ],
  notices: (parameters, sampling, steps) => [
    ...jointNotices(parameters, sampling, steps),
    ...(parameters.useAlignment ? alignmentNotices(parameters, sampling, steps) : []),
    ...(parameters.useMode ? modeNotices(parameters, sampling, steps) : []),
    ...startNotices(parameters),
  ],
});
