/**
 * ManifoldGD (arXiv 2602.23295): mode guidance towards hierarchical centres, with a plane about each.
 * Most of its published gain is the centres'. Its paper projects mode guidance onto the plane; its code
 * adds a pull of norm 0.1 to it instead. Both are offered, and the report shows what each moves.
 */
import { candidateDepartures, candidateRule, candidateSchema } from '../candidates';
import { defineMethod } from '../method';
import { withDefaults } from '../parameters';
import { intervalParameters } from '../sampling';
import { startNotices, startPlan, startSchema } from '../start';
import { targetOf, targetsIn } from '../targets';
import {
  manifoldDepartures,
  manifoldNotices,
  manifoldSchema,
  manifoldTerm,
} from '../terms/manifold';
import { modeNotices, modeSchema, modeTargets, modeTerm, modeWindows } from '../terms/mode';

const schema = {
  ...withDefaults(modeSchema, { modeCentres: 'hierarchical', modeForm: 'clean' }),
  ...manifoldSchema,
  ...startSchema,
  ...candidateSchema,
};

export const manifold = defineMethod({
  id: 'manifold',
  name: 'Manifold guidance (ManifoldGD)',
  summary:
    'Pulls each image to a hierarchical centre of its class, beside a plane about that centre.',
  source: { paper: 'ManifoldGD (CVPR 2026)', arxiv: '2602.23295' },
  status: 'official',
  schema,
  presets: [
    {
      id: 'code',
      label: 'ManifoldGD code (ImageNette)',
      parameters: {
        modeStrength: 0.1,
        modeEnd: 0.48,
        modeCentres: 'hierarchical',
        manifoldVariant: 'code',
        manifoldStrength: 0.1,
        manifoldRadius: 0.05,
        manifoldDimensions: 3,
      },
    },
    {
      id: 'paper',
      label: 'ManifoldGD paper',
      parameters: {
        modeStrength: 0.1,
        modeEnd: 0.48,
        modeCentres: 'hierarchical',
        manifoldVariant: 'paper',
        manifoldRadius: 0.05,
        manifoldDimensions: 3,
      },
    },
  ],
  officialSampling: { solver: 'ddpm-respaced', steps: 50, cfgScale: 4, ...intervalParameters() },
  plan: (parameters, { imagesPerClass }) => ({
    output: 'generated',
    targets: { modes: modeTargets(parameters, imagesPerClass) },
    sequential: parameters.candidates > 1,
    candidates: candidateRule(parameters),
    joint: null,
    usesOtherClasses: false,
    ...startPlan(parameters, 'modes'),
    terms: ({ targets, image, className }) => {
      const centre = targetOf(targetsIn(targets, 'modes'), image, className);
      return [modeTerm(parameters, centre), manifoldTerm(parameters, centre)];
    },
  }),
  departures: (parameters, sampling) => [
    ...manifoldDepartures(parameters, sampling),
    ...candidateDepartures(parameters),
  ],
  windows: modeWindows,
  notices: (parameters, sampling, steps) => [
    ...modeNotices(parameters, sampling, steps),
    ...manifoldNotices(parameters),
    ...startNotices(parameters),
  ],
});
