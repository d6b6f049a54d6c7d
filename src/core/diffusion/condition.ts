/**
 * What a network is told beside the noisy latent: a condition, made by a model's pack from a prompt or a
 * class. Its parts have names.
 *
 * `hidden` are the states of one text encoder or of two side by side, [tokens, width]; `pooled` one
 * vector of a whole prompt, [width]; `label` a row of a class table, [width]. These three say which class
 * it is. `time_ids` (sizes and crops) and `guidance` (the embedded guidance scale of consistency models)
 * say how to draw, whatever the class.
 */
export const CONDITION_PARTS = ['hidden', 'pooled', 'label', 'time_ids', 'guidance'] as const;
export type ConditionPartName = (typeof CONDITION_PARTS)[number];

/** Which parts conditions have, each with its shape without the batch. */
export type ConditionShapes = Readonly<Partial<Record<ConditionPartName, readonly number[]>>>;
