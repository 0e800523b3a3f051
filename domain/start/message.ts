import type { Message } from './run-state.js';

/**
 * What an operator says with an update comes from anywhere: the command line, a program, a person who types JSON into the
 * Temporal Web UI, or nothing into it.
 * @returns why it cannot be taken, or undefined when it can
 */
export const whyNoMessage = (said: unknown): string | undefined => {
  if (said === undefined || said === null) return undefined;
  const good = typeof said === 'object' && !Array.isArray(said) && isText(said, 'reason') && isText(said, 'by');
  return good ? undefined : `the input is none, or like ${MESSAGE_EXAMPLE}`;
};

const isText = (said: object, key: keyof Message): boolean =>
  !(key in said) || typeof (said as Readonly<Record<string, unknown>>)[key] === 'string';

const MESSAGE_EXAMPLE = '{"reason": "the disk is larger now", "by": "ann"}';
