/** An Indexed Job for Kubernetes: an index of the job is a task of the run. */
import { dirname, normalize, relative } from 'node:path/posix';
import { StillroomError } from '../../core/errors';
import { canonicalHash } from '../../core/formats/canonical-json';
import { EXIT } from '../exit-codes';
import { jobWords, runWords, shellWord, type Job } from './job';

export interface KubernetesPlace {
  /** The container image that holds the command. */
  readonly image: string;
  /** Claims of volumes: of the collection, which is read, and of the results. */
  readonly dataClaim: string;
  readonly outClaim: string;
}

/** A ConfigMap holds 1 MiB. */
const MOST_RECIPE_BYTES = 1_000_000;
const RECIPE_FOLDER = '/recipe';

/** A text in YAML: JSON's strings are YAML's. */
const quoted = (text: string): string => JSON.stringify(text);

/** The folder that a path is, or lies in. */
function folderOf(path: string): string {
  return /\.(zip|tar|tgz|tar\.gz)$/i.test(path) ? dirname(path) : path;
}

function requireAbsolute(path: string): void {
  if (path.startsWith('/') && path !== '/') return;
  throw new StillroomError(
    'BadParameter',
    `"${path}" is a path inside the container: name it from the root, such as /data/imagenet.`,
    { path },
  );
}

/**
 * The folder at which the data's volume is mounted: what holds all of it, since at each of several places there
 * would be the whole volume.
 * @throws StillroomError BadParameter where that is the container's own root
 */
function dataMount({ data }: Job): string {
  const [first = [], ...others] = data.map((path) => normalize(folderOf(path)).split('/'));
  const apart = first.findIndex((part, i) => others.some((other) => other[i] !== part));
  const mount = first.slice(0, apart < 0 ? undefined : apart).join('/');
  if (mount.replaceAll('/', '') !== '') return mount;
  throw new StillroomError(
    'BadParameter',
    `The data lies on one volume, which is mounted at the folder that holds all of it, and that cannot be the root: ${data.join(', ')}. Name paths below one folder, such as /data/imagenet.`,
    { data: data.join(', ') },
  );
}

/** True for a folder that is another one, or lies in it. */
const isWithin = (path: string, folder: string): boolean =>
  !/^\.\.(\/|$)/.test(relative(folder, path));

/** @throws StillroomError BadParameter for a place that is another volume's, which is only read */
function requireApart(path: string, mount: string, holds: string): void {
  if (!isWithin(path, mount)) return;
  throw new StillroomError(
    'BadParameter',
    `"${path}" lies in ${mount}, where ${holds} is mounted to be read: name a folder outside it, such as /results for results and /data/imagenet for data.`,
    { path, mount },
  );
}

/** Of everything in it: no part of a job that is there can be changed, and no other may have its name. */
function nameOf(job: Job, place: KubernetesPlace): string {
  const contents = { job: { ...job, recipePath: RECIPE_FOLDER }, place };
  return `stillroom-${canonicalHash(contents).slice(0, 10)}`;
}

/**
 * The file for `kubectl apply -f`: a ConfigMap with the recipe, and the Job.
 * @throws StillroomError BadParameter for paths that are not from the root or in each other's way, BadRecipe for
 *   one that is too large
 */
export function kubernetesJob(job: Job, place: KubernetesPlace): string {
  const { tasks, cpus, memory, recipe, data, out } = job;
  for (const path of [...data, out]) requireAbsolute(path);
  const text = JSON.stringify(recipe);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MOST_RECIPE_BYTES) {
    throw new StillroomError(
      'BadRecipe',
      `The recipe takes ${bytes} bytes, more than a ConfigMap holds. Split its classes into several recipes.`,
      { bytes },
    );
  }
  const words = ['stillroom', ...runWords(job, `${RECIPE_FOLDER}/recipe.json`)].map(shellWord);
  const task = `--task "$((JOB_COMPLETION_INDEX + 1))/${tasks}" --threads ${cpus}`;
  const mount = dataMount(job);
  requireApart(out, mount, 'the data');
  requireApart(out, RECIPE_FOLDER, 'the recipe');
  requireApart(mount, RECIPE_FOLDER, 'the recipe');
  const name = nameOf(job, place);
  return `# ${jobWords(job)}. Written by \`stillroom cluster kubernetes\`.
#
# Before:   an image with Node and this command (FROM node:22-slim, COPY stillroom-*.tgz /, RUN npm install -g
#           /stillroom-*.tgz), pushed under the name below; two volume claims, ${place.dataClaim}, which is mounted at
#           ${shellWord(mount)} with the data in it, and ${place.outClaim}, which several nodes may write
#           (ReadWriteMany), for the results.
# Submit:   kubectl apply -f THIS_FILE
# Watch:    kubectl get job ${name}        kubectl logs -l job-name=${name} --prefix -f
# At last:  stillroom merge ${shellWord(out)} --out set.zip, where the results' volume is mounted
#
# Each task lists the data and reads every ${tasks}th class. A pod that is evicted, killed or drained is started
# again and goes on where it was. Kubernetes 1.29 or newer.
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
immutable: true
data:
  recipe.json: ${quoted(text)}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
spec:
  completionMode: Indexed
  completions: ${tasks}
  # How many run at once: as many as the cluster has room for.
  parallelism: ${tasks}
  # A task that fails so often is given up; the others go on.
  backoffLimitPerIndex: 3
  podFailurePolicy:
    rules:
      # ${EXIT.stopped}: it was stopped and can go on. That, an eviction or a drained node count as no failure.
      - action: Ignore
        onExitCodes: { containerName: stillroom, operator: In, values: [${EXIT.stopped}] }
      - action: Ignore
        onPodConditions: [{ type: DisruptionTarget, status: "True" }]
      # ${EXIT.usage}, ${EXIT.data}: the same again would end the same.
      - action: FailIndex
        onExitCodes: { containerName: stillroom, operator: In, values: [${EXIT.usage}, ${EXIT.data}] }
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: stillroom
          image: ${quoted(place.image)}
          command: [sh, -c]
          # In place of the shell, so that the pod's signals reach it. Tasks count from 1, indices from 0.
          args: [${quoted(`exec ${words.join(' ')} ${task}`)}]
          resources:
            requests: { cpu: ${quoted(String(cpus))}, memory: ${memory}Gi }
            limits: { memory: ${memory}Gi }
          volumeMounts:
            - { name: recipe, mountPath: ${RECIPE_FOLDER}, readOnly: true }
            - { name: data, mountPath: ${quoted(mount)}, readOnly: true }
            - { name: results, mountPath: ${quoted(out)} }
      volumes:
        - name: recipe
          configMap: { name: ${name} }
        - name: data
          persistentVolumeClaim: { claimName: ${quoted(place.dataClaim)}, readOnly: true }
        - name: results
          persistentVolumeClaim: { claimName: ${quoted(place.outClaim)} }
`;
}
