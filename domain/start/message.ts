import { object, optional, text } from '../shape.js';

/**
 * What an operator says with an update comes from anywhere: the command line, a program, a person who types JSON into the
 * Temporal Web UI, or nothing into it.
 * @returns why it cannot be taken, or undefined when it can
 */
export const whyNoMessage = (said: unknown): string | undefined =>
  NONE_OR_MESSAGE(said ?? undefined) ? undefined : `the input is none, or like ${MESSAGE_EXAMPLE}`;

const NONE_OR_MESSAGE = optional(object({ reason: optional(text), by: optional(text) }));

const MESSAGE_EXAMPLE = '{"reason": "the disk is larger now", "by": "ann"}';
