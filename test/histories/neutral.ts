import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';

/** A text of this machine, and what stands in its place. */
export type Replacement = readonly [machine: string, neutral: string];

/**
 * A history as it is kept: one event a line, without names, paths and stacks of the machine it was made on. What replay
 * compares (order, types, ids of activities) and what the workflow was told stay as they were.
 */
export const neutralHistory = (history: History, replacements: readonly Replacement[]): string => {
  const { events } = JSON.parse(historyToJSON(history)) as { readonly events: readonly Json[] };
  return `{"events":[\n${events.map((event) => JSON.stringify(neutral(event, replacements))).join(',\n')}\n]}\n`;
};

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What the workflow gave away is most of a history, and replay does not read it. */
const GIVEN_AWAY: Readonly<Record<string, readonly string[]>> = {
  activityTaskScheduledEventAttributes: ['input'],
  workflowPropertiesModifiedEventAttributes: ['upsertedMemo'],
  workflowExecutionUpdateCompletedEventAttributes: ['outcome'],
  workflowExecutionCompletedEventAttributes: ['result'],
  workflowExecutionContinuedAsNewEventAttributes: ['input', 'memo'],
  workflowExecutionStartedEventAttributes: ['memo'],
  signalExternalWorkflowExecutionInitiatedEventAttributes: ['input'],
};

const neutral = (value: Json, replacements: readonly Replacement[], within = ''): Json => {
  if (typeof value === 'string') return replaced(value, replacements);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => neutral(item, replacements));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => GIVEN_AWAY[within]?.includes(name) !== true)
      .map(([name, inner]) => [name, neutralField(name, inner, replacements)]),
  );
};

const neutralField = (name: string, value: Json, replacements: readonly Replacement[]): Json => {
  switch (name) {
    case 'identity':
    case 'requestId':
      return name;
    case 'stackTrace':
      return '';
    // The bytes of a payload, here always JSON.
    case 'data':
      return typeof value === 'string' ? recoded(value, replacements) : neutral(value, replacements);
    default:
      return neutral(value, replacements, name);
  }
};

const recoded = (base64: string, replacements: readonly Replacement[]): string =>
  Buffer.from(replaced(Buffer.from(base64, 'base64').toString('utf8'), replacements)).toString('base64');

const replaced = (text: string, replacements: readonly Replacement[]): string =>
  replacements.reduce((all, [machine, put]) => all.replaceAll(machine, put), text);
