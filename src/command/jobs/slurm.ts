/** A job array for Slurm: a task of the array is a task of the run. */
import { EXIT } from '../exit-codes';
import { jobWords, runWords, shellWord, type Job } from './job';

/**
 * The file for `sbatch`.
 * @param program the words that start this command on a node
 */
export function slurmJob(job: Job, program: readonly string[]): string {
  const { tasks, cpus, memory, recipePath, out } = job;
  const words = [...program, ...runWords(job, recipePath)].map(shellWord).join(' ');
  return `#!/bin/bash
# ${jobWords(job)}. Written by \`stillroom cluster slurm\`.
#
# Submit:   sbatch THIS_FILE
# Watch:    squeue --me        tail -f stillroom-*.log
# At last:  ${[...program, 'merge', out].map(shellWord).join(' ')} --out set.zip
#
# Each task lists the data and reads every ${tasks}th class; all keep their images in one folder, which every
# node must see at the same path, like the data and the recipe. Submitting the same file again makes what is
# missing and nothing else. Change the figures below as your cluster wants them.

#SBATCH --job-name=stillroom
#SBATCH --array=1-${tasks}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=${cpus}
#SBATCH --mem=${memory}G
#SBATCH --time=24:00:00
#SBATCH --output=stillroom-%A_%a.log
# A task whose node fails, or that makes room for another job, is queued again and goes on where it was.
#SBATCH --requeue
#SBATCH --open-mode=append
# A minute before its time is up it is told to stop; see the end of this file.
#SBATCH --signal=B:TERM@60

${words} \\
  --task "$SLURM_ARRAY_TASK_ID/${tasks}" --threads "$SLURM_CPUS_PER_TASK" &
child=$!
stopped=no
trap 'stopped=yes; kill -TERM "$child" 2> /dev/null' TERM
wait "$child"
code=$?
# The signal ended the first wait; the second hears how the command ended.
if [ "$stopped" = yes ]; then
  wait "$child"
  code=$?
fi
# ${EXIT.stopped}: it was stopped and can go on, as it can where the signal came before it listened.
[ "$stopped" = yes ] && [ "$code" -ne 0 ] && code=${EXIT.stopped}
# A job that somebody cancelled stays cancelled.
own="\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
if [ "$code" -eq ${EXIT.stopped} ] && scontrol show job -o "$own" | grep -q 'JobState=RUNNING'; then
  scontrol requeue "$own"
fi
exit "$code"
`;
}
