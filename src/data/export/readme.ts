/** The README.md of an export: what the folder is, and how to load it. */
import type { Manifest } from '../../core/formats/manifest';
import type { SamplingSettings } from '../../core/formats/recipe';
import { plain, table } from './markdown';

/** A Python string literal. */
function python(text: string): string {
  return JSON.stringify(text);
}

function classTable(manifest: Manifest): string {
  const rows = manifest.classes.map(({ directory, folder, name }) => {
    const own = manifest.images.filter((image) => image.folder === folder);
    const distilled = own.filter((image) => image.kind === 'distilled').length;
    const cores = own.length - distilled;
    return [plain(directory), plain(name), String(distilled), String(cores)];
  });
  return table(['folder', 'class', 'distilled', 'cores'], rows);
}

function count(manifest: Manifest, kind: 'distilled' | 'core'): number {
  return manifest.images.filter((image) => image.kind === kind).length;
}

/** What stands in place of the cores where windows of real images are the set. */
const PATCHES = `- There are no cores: every image is made of real pixels. \`manifest.json\` says for each which windows of
  which images of the collection it shows, with their scores. Mind the licence of the collection.
- The method is a reconstruction: no official code was public when it was written.`;

const CHOSEN = `- The set's images are real ones of the collection, at the model's size; \`cores/\` holds the same. Mind the licence
  of the collection that they come from.`;

/** What the distilled images are: made by the model, chosen, or put together from windows of real ones. */
type SetKind = 'generated' | 'chosen' | 'patches';

const SET_IMAGES: Record<SetKind, string> = {
  generated: 'generated images',
  chosen: 'chosen real images',
  patches: 'images put together from windows of real ones,',
};

function kindOf({ images }: Manifest): SetKind {
  const distilled = images.filter(({ kind }) => kind === 'distilled');
  if (distilled.some(({ windows }) => windows !== undefined)) return 'patches';
  return distilled.every(({ seed }) => seed === undefined) ? 'chosen' : 'generated';
}

function sourcesLine(manifest: Manifest): string {
  const kind = kindOf(manifest);
  if (kind === 'patches') return PATCHES;
  if (kind === 'chosen') return CHOSEN;
  return `- \`cores/\`: ${count(manifest, 'core')} real images of the collection, the representatives that the distilled ones
  were guided by. \`cores/x/0003.png\` belongs to \`train/x/0003.png\`. They are for looking and comparing; leave
  them out of the training, and mind the licence of the collection that they come from.`;
}

const LABELS = `
- \`labels.npy\`: a teacher's logits, float32 [images, classes], rows as \`manifest.json\` lists the images of
  \`train/\`, columns as it lists the classes.`;

/** Says where cores are missing; nothing where none is. */
function missingLine({ withoutCores }: Manifest): string {
  if (withoutCores.length === 0) return '';
  const named = withoutCores.map(plain).join(', ');
  return `\n- The real cores of ${named} are not in here: their pictures were not at hand at the export.`;
}

/** Says that the files are smaller than the images that were made; nothing where they are not. */
function reducedLine({ reduced }: Manifest): string {
  if (reduced === undefined) return '';
  return `\n- The images were made with ${reduced.from} pixels a side and reduced to ${reduced.side} for this export (Lanczos, as Pillow
  computes it). Dropped onto a Stillroom that has the run, the run shows its own images; elsewhere its settings come back alone.`;
}

function cfgText({ cfgScale, cfgFrom, cfgTo }: SamplingSettings): string {
  if (cfgFrom === 0 && cfgTo === 1) return String(cfgScale);
  return `${cfgScale} from ${cfgFrom} to ${cfgTo} of the noise schedule`;
}

/** The text of the file. @param softLabels whether labels.npy is in the export */
export function exportReadme(manifest: Manifest, softLabels: boolean): string {
  const { recipe, name } = manifest;
  const distilled = count(manifest, 'distilled');
  const { sampling } = recipe;
  return `# ${plain(name)}

A distilled image data set: ${distilled} ${SET_IMAGES[kindOf(manifest)]} in ${manifest.classes.length} classes, meant to train
a classifier nearly as well as the collection "${plain(manifest.collection.label)}" that it stands for.
Made with Stillroom ${plain(manifest.versions.stillroom)} on ${manifest.createdAt.slice(0, 10)}.

- \`train/\`: the distilled set, a folder a class. Train on this.
${sourcesLine(manifest)}${missingLine(manifest)}${reducedLine(manifest)}
- \`manifest.json\`: the recipe and, for each image, its seed, its sources, what guided it and, where that is known,
  the share of its class that it stands for. Drop it (or the whole zip) onto Stillroom to load the settings and
  results again. Every PNG also carries the recipe's hash,
  its settings, its seed and its class as text chunks: drop any one onto Stillroom to load its settings.
- \`claim.md\`: how well the set trains a classifier, and on what that number depends; or that it was not measured.
- \`evaluate.py\`: measures it, with torch, by the papers' protocol. \`python evaluate.py --help\` says how.${softLabels ? LABELS : ''}

${classTable(manifest)}

## Load it with torchvision

\`\`\`python
from torchvision import datasets, transforms

train = datasets.ImageFolder(
    ${python(`${name}/train`)},
    transform=transforms.ToTensor(),
)
print(len(train), train.classes)
\`\`\`

Class indices follow the sorted folder names. When you test on the original data, map them by name, not by number.

## Load it with Hugging Face datasets

\`\`\`python
from datasets import load_dataset

train = load_dataset("imagefolder", data_dir=${python(`${name}/train`)}, split="train")
print(train.features["label"].names, train[0]["image"])
\`\`\`

Pass the \`train\` folder, as here: given the folder above it, the loader would mix the cores in.

## How it was made

| | |
|---|---|
| method | ${plain(recipe.method)} |
| model pack | ${plain(recipe.pack.id)} ${plain(recipe.pack.version)} |
| images per class | ${sampling.imagesPerClass} |
| sampling | ${plain(sampling.solver)}, ${sampling.steps} steps, CFG scale ${cfgText(sampling)}, seed ${sampling.seed} |
| backend | ${plain(manifest.backend.provider)}, ${plain(manifest.backend.description)} |
| recipe hash | ${manifest.recipeHash} |

The same recipe on the same backend gives the same images, byte for byte${manifest.reduced === undefined ? '' : ', before they are reduced'}.
`;
}
