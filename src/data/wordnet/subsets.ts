/**
 * The parts of ImageNet that papers of data-set distillation work on, by WordNet id, in their lists' order.
 *
 * Sources: ImageNette and ImageWoof as in fastai's imagenette and Minimax' misc/class_nette.txt and class_woof.txt;
 * ImageNet-100 is imagenet100.txt of CMC (arXiv 1906.05849), whose first ten are ImageIDC (arXiv 2205.14959; CoDA's
 * misc/class_IDC.txt); ImageNet-A to -E are those of GLaD (arXiv 2305.01649), which lists them by class number.
 */

import { folderParts } from '../import/reading/class-names';

export interface ImageNetSubset {
  readonly id: string;
  readonly name: string;
  readonly wordnetIds: ReadonlySet<string>;
}

const IMAGENET_100 = `
  n02869837 n01749939 n02488291 n02107142 n13037406 n02091831 n04517823 n04589890 n03062245 n01773797
  n01735189 n07831146 n07753275 n03085013 n04485082 n02105505 n01983481 n02788148 n03530642 n04435653
  n02086910 n02859443 n13040303 n03594734 n02085620 n02099849 n01558993 n04493381 n02109047 n04111531
  n02877765 n04429376 n02009229 n01978455 n02106550 n01820546 n01692333 n07714571 n02974003 n02114855
  n03785016 n03764736 n03775546 n02087046 n07836838 n04099969 n04592741 n03891251 n02701002 n03379051
  n02259212 n07715103 n03947888 n04026417 n02326432 n03637318 n01980166 n02113799 n02086240 n03903868
  n02483362 n04127249 n02089973 n03017168 n02093428 n02804414 n02396427 n04418357 n02172182 n01729322
  n02113978 n03787032 n02089867 n02119022 n03777754 n04238763 n02231487 n03032252 n02138441 n02104029
  n03837869 n03494278 n04136333 n03794056 n03492542 n02018207 n04067472 n03930630 n03584829 n02123045
  n04229816 n02100583 n03642806 n04336792 n03259280 n02116738 n02108089 n03424325 n01855672 n02090622`;

const listed = (text: string): string[] => text.trim().split(/\s+/);

const subset = (id: string, name: string, ids: readonly string[]): ImageNetSubset => ({
  id,
  name,
  wordnetIds: new Set(ids),
});

export const IMAGENET_SUBSETS: readonly ImageNetSubset[] = [
  subset(
    'imagenette',
    'ImageNette',
    listed(
      'n01440764 n02102040 n02979186 n03000684 n03028079 n03394916 n03417042 n03425413 n03445777 n03888257',
    ),
  ),
  subset(
    'imagewoof',
    'ImageWoof',
    listed(
      'n02096294 n02093754 n02111889 n02088364 n02086240 n02089973 n02087394 n02115641 n02099601 n02105641',
    ),
  ),
  subset('imageidc', 'ImageIDC', listed(IMAGENET_100).slice(0, 10)),
  subset('imagenet-100', 'ImageNet-100', listed(IMAGENET_100)),
  subset(
    'imagenet-a',
    'ImageNet-A',
    listed(
      'n02111129 n02489166 n11879895 n02457408 n03042490 n12057211 n02342885 n03447447 n02071294 n02013706',
    ),
  ),
  subset(
    'imagenet-b',
    'ImageNet-B',
    listed(
      'n02006656 n06359193 n01820546 n02116738 n13044778 n04487081 n01872401 n02112018 n03841143 n02025239',
    ),
  ),
  subset(
    'imagenet-c',
    'ImageNet-C',
    listed(
      'n03393912 n01833805 n03344393 n03208938 n01828970 n02606052 n02129165 n02017213 n02280649 n01531178',
    ),
  ),
  subset(
    'imagenet-d',
    'ImageNet-D',
    listed(
      'n01518878 n02111889 n01534433 n02112706 n01592084 n02389026 n02276258 n01622779 n01829413 n02277742',
    ),
  ),
  subset(
    'imagenet-e',
    'ImageNet-E',
    listed(
      'n04277352 n01843383 n01860187 n02056570 n03992509 n03924679 n04153751 n01774750 n03857828 n02281787',
    ),
  ),
];

const HAS_ID = /n\d{8}/;

/** The WordNet id that a folder is called by, in whatever folder it lies. */
function idOf(folder: string): string {
  // Most of 10,000 folders have none, and need not be taken apart for that.
  if (!HAS_ID.test(folder)) return '';
  return folderParts(folder.slice(folder.lastIndexOf('/') + 1)).id ?? '';
}

/** The folders of a subset's classes, in their order. */
export function foldersOf({ wordnetIds }: ImageNetSubset, folders: readonly string[]): string[] {
  return folders.filter((folder) => wordnetIds.has(idOf(folder)));
}

/** Subsets of which every class is among the folders, and which are not all of them. */
export function subsetsAmong(folders: readonly string[]): ImageNetSubset[] {
  const ids = folders.map(idOf);
  return IMAGENET_SUBSETS.filter(({ wordnetIds }) => {
    const found = ids.filter((id) => wordnetIds.has(id)).length;
    return found === wordnetIds.size && found < ids.length;
  });
}
