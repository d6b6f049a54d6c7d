/** What can be asked for about the real images of a class. */
import type { NearImage } from '../../../core/metrics/nearest-real';

/** Images of a class, by their index. */
export interface ImagesOfClass {
  readonly folder: string;
  readonly images: readonly number[];
}

/** A picture of a class: one of its real images, or one of the run that is shown. */
export type PictureOfClass =
  | { readonly kind: 'real'; readonly image: number }
  | { readonly kind: 'made'; readonly index: number };

export interface ImageCommands {
  /** Path of an image in the collection; empty where there is no such image. */
  path(folder: string, image: number): string;
  /**
   * The real images of a class that are nearest to a picture, as the model sees them; not the image itself.
   * @throws StillroomError for people: without a model, for pictures that it cannot encode
   */
  nearest(
    folder: string,
    picture: PictureOfClass,
    signal: AbortSignal,
  ): Promise<readonly NearImage[]>;
  /** Makes the map of the whole collection. */
  mapCollection(): Promise<void>;
  cancelCollectionMap(): void;
  /** Saves images under a name, beside those that have it already. */
  tag(tag: string, images: ImagesOfClass): void;
  /** Takes a tag off all classes. */
  removeTag(tag: string): void;
  /** A zip of a tag's own files, by class folders. */
  exportTag(tag: string): Promise<void>;
  /** A zip of images' own files. @param name of the zip */
  exportImages(name: string, groups: readonly ImagesOfClass[]): Promise<void>;
  cancelExport(): void;
  /** Leaves images out of their class; Ctrl+Z takes them in again. Files stay where they are. */
  exclude(group: ImagesOfClass): Promise<boolean>;
  /**
   * Leaves exactly these images of a class out, in place of those before.
   * @param paths of them
   * @returns false where a person keeps what that would end
   */
  excludeOnly(folder: string, paths: readonly string[]): Promise<boolean>;
}
