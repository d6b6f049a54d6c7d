/** The pictures of the first screen are of the sample collection, by the model that ships. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openCollection } from '../../../src/command/open-collection';
import { parseRecipe } from '../../../src/core/formats/recipe';
import figure from '../../../src/studio/welcome/figure.json';

const FOLDER = 'src/studio/welcome';

it('says how many images there were and how many were made of them, as collection and recipe have it', async () => {
  const recipe = parseRecipe(JSON.parse(readFileSync(`${FOLDER}/recipe.json`, 'utf8')));
  const { classes } = await openCollection(['public/samples/stillroom-samples.zip']);
  expect(recipe.classes.map(({ folder }) => folder)).toEqual(classes.map(({ folder }) => folder));
  expect(recipe.classes).toHaveLength(figure.classes);
  expect(classes.flatMap(({ images }) => images)).toHaveLength(figure.real);
  expect(figure.made).toBe(figure.classes * recipe.sampling.imagesPerClass);
  const pack = JSON.parse(readFileSync('public/packs/stillroom-64/pack.json', 'utf8')) as {
    id: string;
  };
  expect(recipe.pack.id).toBe(pack.id);
});

it('shows each class in as large a share of the height before as after', async () => {
  for (const [name, said] of Object.entries({ before: figure.before, after: figure.after })) {
    const { width, height } = await sharp(`${FOLDER}/${name}.webp`).metadata();
    expect([name, width, height]).toEqual([name, said.width, said.height]);
    expect(height % figure.classes).toBe(0);
  }
  // The columns of the page (welcome.css) give both the same height.
  const wide = (side: { width: number; height: number }) => side.width / side.height;
  expect(wide(figure.before) / wide(figure.after)).toBeCloseTo(5 / 3, 6);
});
