import type { WindowsPlan } from '../../methods/windows/plan';
import type { WindowsState } from '../state/windows';

/** Draws of the one image that is looked at: its own number, until the settings ask for another. */
export function drawsAsked(own: WindowsState['draws'], { scoring }: WindowsPlan): number {
  return own?.instead === scoring.draws ? own.asked : scoring.draws;
}
