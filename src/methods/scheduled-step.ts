/** A step of the schedule: its timestep, the solver's sigma, and w of classifier-free guidance there. */
export interface ScheduledStep {
  readonly timestep: number;
  readonly sigma: number;
  readonly guidanceScale: number;
}
