/** Checks of the diffusion fixture kinds. */
import type { KindCheck } from '../report';
import { checkAddNoise, checkCfg, checkLatentToX0 } from './diffusion/formulas';
import {
  checkCodaGuidance,
  checkDmgdTrajectory,
  checkModeGuidance,
  checkSoftLabel,
} from './diffusion/guidance';
import { checkSchedule } from './diffusion/schedule';
import { checkInversion, checkTrajectory } from './diffusion/trajectory';

export const diffusionKinds: Readonly<Record<string, KindCheck>> = {
  'add-noise': checkAddNoise,
  cfg: checkCfg,
  'coda-guidance': checkCodaGuidance,
  'ddim-inversion': checkInversion,
  'dmgd-trajectory': checkDmgdTrajectory,
  'latent-to-x0': checkLatentToX0,
  'mode-guidance': checkModeGuidance,
  schedule: checkSchedule,
  'soft-label': checkSoftLabel,
  trajectory: checkTrajectory,
};
