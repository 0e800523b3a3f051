import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { SdrError } from '../../domain/errors.js';
import type { RoundPlan } from './plan.js';

/** A line of a trace: what was decided, and what was seen. Only the decisions are played again. */
export type TraceLine =
  | { readonly kind: 'run'; readonly seed: number; readonly minutes: number }
  | { readonly kind: 'round'; readonly plan: RoundPlan }
  | { readonly kind: 'seen'; readonly round: number; readonly afterMs: number; readonly what: string }
  | { readonly kind: 'violation'; readonly round: number; readonly check: string; readonly differs: readonly string[] };

export interface Trace {
  add(line: TraceLine): void;
}

/** @param file begun anew */
export const traceTo = (file: string | undefined): Trace => {
  if (file !== undefined) writeFileSync(file, '');
  return { add: (line) => file !== undefined && appendFileSync(file, `${JSON.stringify(line)}\n`) };
};

/** The plans of a trace, in order. @throws SdrError E_USAGE it is none */
export const plansIn = (text: string): readonly RoundPlan[] => {
  const plans = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parsed)
    .flatMap((line) => (line.kind === 'round' ? [line.plan] : []));
  if (plans.length === 0) throw new SdrError('E_USAGE', 'there is no round in this trace');
  return plans;
};

export const readPlans = (file: string): readonly RoundPlan[] => plansIn(readFileSync(file, 'utf8'));

const parsed = (text: string): TraceLine => {
  try {
    return JSON.parse(text) as TraceLine;
  } catch {
    throw new SdrError('E_USAGE', `this is no line of a trace: ${text.slice(0, 60)}`);
  }
};
