/** The networks that a protocol's own can be exchanged for, and how presets become what is asked for. */
import { StillroomError } from '../../core/errors';
import { describeNetwork, networkName } from '../../core/training/describe-network';
import { networkCost } from '../../core/training/cost';
import type { NetworkSpec } from '../../core/training/network';
import { PROTOCOLS } from '../../core/training/protocols';
import type { ProtocolPreset } from '../../core/training/protocol';
import type { EvaluationChoices } from '../state/evaluate';

const NETWORKS: readonly NetworkSpec[] = [
  { kind: 'convnet', depth: 3, width: 32 },
  { kind: 'convnet', depth: 3, width: 128 },
  { kind: 'resnet-ap', depth: 10, width: 64 },
  { kind: 'resnet', depth: 18, width: 64 },
];

/** FLOP of a forward pass of an image, from which on a network wants a GPU. */
const LARGE = 2e8;
/** What a network costs hardly depends on the classes. */
const FEWEST_CLASSES = 2;

export interface NetworkChoice {
  /** "" for the protocol's own. */
  readonly id: string;
  readonly label: string;
  readonly spec: NetworkSpec;
}

export function presetOf(id: string): ProtocolPreset {
  const preset = PROTOCOLS.find((one) => one.id === id) ?? PROTOCOLS[0];
  if (preset === undefined) throw new Error('there is no protocol');
  return preset;
}

/** The protocol's own network first. */
export function networkChoices(preset: ProtocolPreset): readonly NetworkChoice[] {
  const own = networkName(preset.network);
  const others = NETWORKS.map((spec) => ({
    id: networkName(spec),
    label: networkName(spec),
    spec,
  }));
  return [
    { id: '', label: `${own}, the protocol’s own`, spec: preset.network },
    ...others.filter(({ id }) => id !== own),
  ];
}

export function networkOf(preset: ProtocolPreset, id: string): NetworkSpec {
  return networkChoices(preset).find((choice) => choice.id === id)?.spec ?? preset.network;
}

/** Sides that a protocol's own can be exchanged for: those of the field's small tables. */
const SIDES = [32, 64] as const;

export interface SideChoice {
  /** 0 for the protocol's own. */
  readonly id: number;
  readonly label: string;
}

/**
 * Side in pixels: the chosen one, or the protocol's own, or the most that the images have.
 * @param chosen 0 for the protocol's own
 * @param most side of the images
 */
export function sideOf(preset: ProtocolPreset, chosen: number, most: number): number {
  return Math.min(chosen === 0 ? preset.side : chosen, most);
}

/** The protocol's own first, then others that the images are large enough for. */
export function sideChoices(preset: ProtocolPreset, most: number): readonly SideChoice[] {
  const own = sideOf(preset, 0, most);
  const label = own === preset.side ? `${own} px, protocol’s` : `${own} px, the most`;
  const others = SIDES.filter((side) => side <= most && side !== own);
  return [{ id: 0, label }, ...others.map((side) => ({ id: side, label: `${side} px` }))];
}

/** True where a training takes hours on a processor; what cannot be made at all is said by the plan. */
export function isLarge(spec: NetworkSpec, side: number): boolean {
  try {
    return networkCost(describeNetwork(spec, { side, classes: FEWEST_CLASSES })).forward > LARGE;
  } catch (error) {
    if (error instanceof StillroomError) return false;
    throw error;
  }
}

/** Choices under another protocol: what it says itself, until a person changes it. */
export function underProtocol(choices: EvaluationChoices, id: string): EvaluationChoices {
  const { repeats, labels } = presetOf(id);
  return { ...choices, protocol: id, network: '', side: 0, repeats, labels };
}
