/** How the large view shows its pictures: one zoom for all of them, beside each other or in one place. */
import { create } from 'zustand';
import { WHOLE, type ZoomPan } from '../distil/stage/zoomPan';

export interface StageState {
  readonly view: ZoomPan;
  /** True while the core and its image lie in one frame, with a handle between them. */
  readonly inPlace: boolean;
  /** Where the handle stands, as a share of the frame's width: what lies left of it is the core. */
  readonly divide: number;
}

export const useStage = create<StageState>(() => ({ view: WHOLE, inPlace: false, divide: 0.5 }));
