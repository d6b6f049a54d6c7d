/** Every protocol preset, the quick one first. */
import type { ProtocolPreset } from '../protocol';
import { dmgd } from './dmgd';
import { paper } from './paper';
import { quick } from './quick';
import { rd3 } from './rd3';
import { rded } from './rded';

export const PROTOCOLS: readonly ProtocolPreset[] = [quick, paper, dmgd, rded, rd3];
