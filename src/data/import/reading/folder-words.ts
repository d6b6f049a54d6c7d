/**
 * Words in folder names that say what a folder is for, rather than what its pictures show.
 *
 * A name is taken apart into words at everything that is no letter, and where a small letter meets a
 * capital ("SegmentationClass"). What a word means depends on the folders around it: "train" is also
 * a vehicle, "masks" also a thing to photograph. That is decided elsewhere; this is the vocabulary.
 */
import { wordsOf } from '../word-list';

export type SplitKind = 'train' | 'val' | 'test' | 'unlabelled';

/** A split's word in other languages. */
function inLanguages(kind: SplitKind, text: string): [string, SplitKind][] {
  return wordsOf(text).map((word) => [word, kind]);
}

const SPLIT_WORDS = new Map<string, SplitKind>([
  ['train', 'train'],
  ['training', 'train'],
  ['trn', 'train'],
  ['trainval', 'train'],
  ['训练', 'train'],
  ['訓練', 'train'],
  ['val', 'val'],
  ['valid', 'val'],
  ['validate', 'val'],
  ['validation', 'val'],
  ['validating', 'val'],
  ['dev', 'val'],
  ['验证', 'val'],
  ['驗證', 'val'],
  ['test', 'test'],
  ['tests', 'test'],
  ['testing', 'test'],
  ['tst', 'test'],
  ['eval', 'test'],
  ['evaluation', 'test'],
  ['holdout', 'test'],
  ['heldout', 'test'],
  ['测试', 'test'],
  ['測試', 'test'],
  ...inLanguages(
    'train',
    '学習 訓練 훈련 학습 обучение обучающая обучающий обучающие тренировка тренировочная ' +
      'trainingsdaten apprentissage entraînement entrainement entrenamiento treino treinamento ' +
      'addestramento allenamento',
  ),
  ...inLanguages(
    'val',
    '検証 검증 валидация валидационная проверка validierung validierungsdaten validación validacion ' +
      'validação validacao validazione',
  ),
  ...inLanguages(
    'test',
    'テスト 評価 테스트 시험 тест тестовая тестовый testdaten prueba pruebas teste testes',
  ),
  ['unlabeled', 'unlabelled'],
  ['unlabelled', 'unlabelled'],
  ['unsup', 'unlabelled'],
  ['pred', 'unlabelled'],
  ['predict', 'unlabelled'],
]);

/** Words that may stand beside a split's word or a mask's without naming anything. */
const FILLERS = new Set(
  wordsOf(
    'set sets data dataset datasets split splits folder dir files image images img imgs ' +
      'jpg jpeg png jpegimages pics pictures photo photos raw seg final full all part new ' +
      'resized cropped 集',
  ),
);

/** Folders that hold the pictures of whatever the folder above them names. */
const CONTAINERS = new Set(
  wordsOf(
    'image images img imgs jpegimages jpeg jpegs jpg jpgs png pngs photo photos picture ' +
      'pictures pic pics frames rgb color colour data files raw originals original ' +
      'imagefolder imgdata',
  ),
);

const MASK_WORDS = new Set(
  wordsOf(
    'mask masks segmentation segmentations segmap segmaps trimap trimaps annotation ' +
      'annotations annot annots label labels gt groundtruth matte mattes silhouette ' +
      'silhouettes',
  ),
);

/** Mask folders by names that nothing else has. */
const SURE_MASKS = new Set(
  wordsOf(
    'segmentationclass segmentationobject segmentationclassaug segmentationclassraw ' +
      'groundtruth trimaps trimap segmentations annotations annotation',
  ),
);

const GLUED =
  /^(train|training|test|testing|val|valid|validation|eval)(set|data|dataset|images|imgs|img|集)$/;
/** Chinese, Japanese and Korean write words without spaces. */
const GLUED_EASTERN =
  /^(训练|訓練|验证|驗證|测试|測試|学習|検証|評価|テスト|훈련|학습|검증|테스트)(用|용)?(集|数据|資料|データ|画像|セット|데이터|이미지|셋)?$/;

function words(name: string): string[] {
  return name
    .normalize('NFC')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
    .flatMap((word) => (GLUED.exec(word) ?? GLUED_EASTERN.exec(word))?.slice(1, 2) ?? [word]);
}

export interface SplitName {
  readonly kind: SplitKind;
  /** What the name says besides, in its own spelling: "cats" of "cats_train"; mostly empty. */
  readonly rest: string;
}

/** A name without its place in a count of pieces: train-00000-of-00002. */
export function wholeName(name: string): string {
  return name.replace(/[\s_.-]+\d+[\s_.-]+of[\s_.-]+\d+$/i, '');
}

/** The split that a folder's name speaks of; undefined for none, or for two at once. */
export function splitName(full: string): SplitName | undefined {
  const name = wholeName(full);
  const all = words(name);
  const kinds = new Set(all.flatMap((word) => SPLIT_WORDS.get(word) ?? []));
  const [kind] = kinds;
  if (kind === undefined || kinds.size > 1) return undefined;
  if (all.every((word) => SPLIT_WORDS.has(word) || FILLERS.has(word))) return { kind, rest: '' };
  const rest = name
    .split(/([\s_\-.]+|(?<=\p{Ll})(?=\p{Lu}))/u)
    .filter((piece) => splitOfWord(piece) === undefined)
    .join('')
    .replaceAll(/^[\s_\-.]+|[\s_\-.]+$/g, '');
  return rest === name ? undefined : { kind, rest };
}

/** The split that a single word means. */
function splitOfWord(word: string): SplitKind | undefined {
  return words(word).length === 1 ? SPLIT_WORDS.get(words(word)[0] ?? '') : undefined;
}

/** True for names of folders that hold pictures and name nothing: images, JPEGImages, img_128. */
export function isContainerName(name: string): boolean {
  const all = words(name);
  const joined = all.join('');
  return all.length > 0 && (CONTAINERS.has(joined) || all.every((word) => CONTAINERS.has(word)));
}

export type MaskName = 'sure' | 'likely';

/** Whether a folder's name is one of masks, annotations or ground truth. */
export function maskName(name: string): MaskName | undefined {
  const all = words(name);
  if (SURE_MASKS.has(all.join(''))) return 'sure';
  const hasMask = all.some((word) => MASK_WORDS.has(word)) || all.join('') === 'groundtruth';
  const others = all.filter((word) => !MASK_WORDS.has(word));
  const harmless = others.every(
    (word) => FILLERS.has(word) || SPLIT_WORDS.has(word) || word === 'class' || word === 'object',
  );
  return hasMask && harmless ? 'likely' : undefined;
}

/** True for pieces of a set that are counted: part_1, batch-02, shard_0003, fold 4, data-00000-of-00002. */
export function isCountedShard(name: string): boolean {
  if (/(^|[\s_-])(part|batch|shard|chunk|vol|volume|disk|fold)[\s_-]*\d+$/i.test(name)) return true;
  return wholeName(name) !== name && splitName(name) === undefined;
}

/** True for pieces of one set that was cut up for its size: counted ones, and StyleGAN's 00000. */
export function isShardName(name: string): boolean {
  return /^\d{5}$/.test(name) || isCountedShard(name);
}
