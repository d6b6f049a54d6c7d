/**
 * Debian's Slurm on this machine alone, without munge, systemd or containers: a controller and one node,
 * set up in a folder of its own.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import { join } from 'node:path';

const HOST = hostname().replace(/\..*$/, '');
/** Away from the ports of a Slurm that is there already. */
const PORT = 26_817;

function configuration(folder: string): string {
  return `ClusterName=stillroom
SlurmctldHost=${HOST}
AuthType=auth/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldPort=${PORT}
SlurmdPort=${PORT + 1}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
KillWait=2
JobRequeue=1
NodeName=${HOST} CPUs=${cpus().length} RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes=${HOST} Default=YES MaxTime=INFINITE State=UP
`;
}

/** A task of a job array. */
export interface SlurmTask {
  /** "12_3" */
  readonly id: string;
  /** "RUNNING", "PENDING", "FAILED" ... */
  readonly state: string;
}

/** Why there is no Slurm here, or null: installs Debian's where it can. */
export function slurmIsMissing(): string | null {
  const there = () => spawnSync('slurmctld', ['-V']).status === 0;
  if (process.getuid?.() !== 0) return 'needs root';
  if (there()) return null;
  const apt = (...words: string[]) =>
    spawnSync('apt-get', words, {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  apt('update');
  const installed = apt('install', '-y', '--no-install-recommends', 'slurm-wlm');
  return installed && there() ? null : 'needs Debian’s slurm-wlm, which could not be installed';
}

export class Slurm {
  readonly #folder: string;
  readonly #daemons: ChildProcess[] = [];
  readonly #env: NodeJS.ProcessEnv;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#env = { ...process.env, SLURM_CONF: join(folder, 'slurm.conf') };
  }

  /** Resolves when the node takes jobs. */
  static async start(folder: string): Promise<Slurm> {
    for (const part of ['state', 'spool']) mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'slurm.conf'), configuration(folder));
    const slurm = new Slurm(folder);
    slurm.#daemon('slurmctld', '-D');
    slurm.#daemon('slurmd', '-D', '-N', HOST);
    await slurm.until('the node is idle', () => slurm.#say('sinfo', '-h', '-o', '%T') === 'idle');
    return slurm;
  }

  #daemon(name: string, ...args: readonly string[]): void {
    this.#daemons.push(spawn(name, args, { env: this.#env, stdio: 'ignore' }));
  }

  /** What a command of Slurm's prints; empty where it fails, as while the controller starts. */
  #say(name: string, ...args: readonly string[]): string {
    const { stdout } = spawnSync(name, args, { env: this.#env, cwd: this.#folder });
    return stdout.toString().trim();
  }

  /** Waits for a condition. @throws Error after ten minutes */
  async until(what: string, holds: () => boolean): Promise<void> {
    for (let waited = 0; waited < 1200; waited++) {
      if (holds()) return;
      await new Promise((resolve) => {
        setTimeout(resolve, 500);
      });
    }
    throw new Error(`it never came to be that ${what}`);
  }

  /** Submits a job file. @returns the job's number */
  submit(file: string): string {
    const options = { env: this.#env, cwd: this.#folder, encoding: 'utf8' } as const;
    return execFileSync('sbatch', ['--parsable', file], options).trim();
  }

  /** The tasks of a job, ended ones among them. Those that wait since they were queued again wait no more. */
  tasks(job: string): SlurmTask[] {
    const lines = this.#say('squeue', '-h', '-r', '-a', '-t', 'all', '-j', job, '-o', '%i %T %r');
    return lines.split('\n').flatMap((line) => {
      const [id = '', state = '', reason] = line.split(' ');
      // Slurm lets two minutes pass, so that its nodes forget the task's old credential; here is none.
      if (reason === 'BeginTime') this.#say('scontrol', 'update', `JobId=${id}`, 'StartTime=now');
      return id === '' ? [] : [{ id, state }];
    });
  }

  requeue(task: string): void {
    this.#say('scontrol', 'requeue', task);
  }

  /** Signals the shell of a task's job file, as Slurm does before its time is up. */
  signal(task: string, signal: string): void {
    this.#say('scancel', '--batch', `--signal=${signal}`, task);
  }

  stop(): void {
    for (const daemon of this.#daemons) daemon.kill('SIGKILL');
  }
}
