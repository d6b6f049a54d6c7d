/**
 * Core discovery against the truth of the sample collection, in Node on the pack that ships:
 *
 *   npm run sample:discovery [-- --images-per-class 10]
 *
 * The product's own stages: the shipped JPEGs, the autoencoder, neighbours by the kernels, UMAP to 50
 * dimensions, HDBSCAN, cores, at the settings of CoDA's script (15 neighbours, clusters of 5) and of its
 * paper (85, 55).
 */
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openNodeModel } from '../../src/command/node-model';
import { nodePlace } from '../../src/command/node-place';
import { openCollection } from '../../src/command/open-collection';
import { scoreDiscovery, type DiscoveryScore } from '../../src/core/metrics/discovery-truth';
import { truthOfClass } from '../../src/data/sample/truth-of-class';
import { coda } from '../../src/methods/coda';
import { clusters, clusterSpace } from '../../src/run/stages/discovery';
import { latentsOf } from '../../src/run/stages/latents';
import { SHIPPED_MODEL, sampleArchive, sampleTruth, wholeOption } from '../site';

const { values } = parseArgs({
  options: {
    'images-per-class': { type: 'string', default: '10' },
    work: { type: 'string', default: join(tmpdir(), 'stillroom-results') },
    threads: { type: 'string', default: String(cpus().length) },
  },
});

/** The settings that both of CoDA's presets share. */
const SHARED = { minSamples: 3, seedCandidates: 3 };

function line(name: string, clusterCount: number, score: DiscoveryScore): string {
  const ordinary = score.images - score.outliers;
  const modes =
    score.modesFound === null
      ? 'no cores'
      : `${Math.round(score.modesFound * score.modes)} of ${score.modes}`;
  const cells = [
    name,
    clusterCount,
    score.adjustedRand?.toFixed(3) ?? 'none',
    `${score.compared} of ${ordinary}`,
    score.adjustedRandOfAll.toFixed(3),
    modes,
    `${score.outliersCalledNoise} of ${score.outliers}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const { signal } = new AbortController();
const imagesPerClass = wholeOption('images-per-class', values['images-per-class']);
const truth = sampleTruth();
const collection = await openCollection([sampleArchive(truth)]);
const threads = wholeOption('threads', values.threads);
const loaded = await openNodeModel({ ...SHIPPED_MODEL, threads });
// All images are looked at: nothing is evaluated here.
const place = nodePlace(loaded, collection, values.work, { split: { kind: 'none' } });
for (const { id, label, parameters } of coda.presets) {
  const nNeighbors = Number(parameters['nNeighbors']);
  const minClusterSize = Number(parameters['minClusterSize']);
  console.log(
    `\n${label} (${id}): ${nNeighbors} neighbours, clusters of ${minClusterSize}, ` +
      `${imagesPerClass} cores a class\n`,
  );
  console.log(
    '| class | clusters | ARI clustered | clustered | ARI all | modes found | outliers as noise |',
  );
  console.log('|---|---|---|---|---|---|---|');
  for (const { folder, name } of collection.classes) {
    const latents = await latentsOf(place, folder, signal, () => undefined);
    const space = await clusterSpace(place, latents, nNeighbors, signal);
    const settings = { ...SHARED, minClusterSize, imagesPerClass, name: folder };
    const { labels, clusterCount, cores } = await clusters(place, space, settings, signal);
    const known = truthOfClass(
      truth,
      folder,
      latents.images.map(({ path }) => path),
    );
    if (known === null) throw new Error(`truth.json does not know its own class ${folder}.`);
    const found = cores.map(({ image }) => image);
    console.log(line(name, clusterCount, scoreDiscovery(known, labels, found)));
  }
}
await loaded.close();
