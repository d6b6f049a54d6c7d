/** What a cluster is drawn as, in a box of 12 x 12: on the map and in the legend. */
import type { ClusterSymbol } from '../explore/clusterColours';

export const GLYPHS: Readonly<Record<ClusterSymbol, string>> = {
  circle: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1z',
  square: 'M1.5 1.5h9v9h-9z',
  diamond: 'M6 0l6 6-6 6-6-6z',
  'triangle-up': 'M6 1l5.5 10H.5z',
  cross: 'M4 0h4v4h4v4H8v4H4V8H0V4h4z',
};

export const STAR = 'M6 0l1.6 4.2 4.4.2-3.5 2.8 1.2 4.3L6 9l-3.7 2.5 1.2-4.3L0 4.4l4.4-.2z';
