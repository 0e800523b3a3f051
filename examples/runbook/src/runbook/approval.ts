import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import { approveUpdate, rejectUpdate, type Decision } from './messages.js';
import type { Logbook } from './logbook.js';

type Verdict = Decision & { readonly kind: 'approved' | 'rejected' };

/** Listens from the beginning; decides nothing before {@link Approval.given} waits for it. */
export interface Approval {
  /** Resolves when somebody approved; fails when somebody rejected, or nobody said anything in time. */
  readonly given: (seconds: number) => Promise<string>;
}

export const listenForApproval = (logbook: Logbook): Approval => {
  let verdict: Verdict | undefined;
  const decide = (kind: Verdict['kind'], decision: Decision): string => {
    verdict = { kind, ...decision };
    return `${kind} by ${decision.by}`;
  };
  const refuse = ({ by, reason }: Decision): void => {
    if (logbook.report.phase !== 'waits for approval')
      throw ApplicationFailure.nonRetryable(`nothing is waited for: ${logbook.report.phase}`, 'NOT_NOW');
    if (!by || !reason) throw ApplicationFailure.nonRetryable('who approves, and why? {"by", "reason"}', 'NO_REASON');
  };
  const described = (verb: string) => ({
    description: `${verb} what the report says. Argument: {"by": "…", "reason": "…"}`,
    validator: refuse,
  });
  setHandler(approveUpdate, (decision) => decide('approved', decision), described('Approve'));
  setHandler(rejectUpdate, (decision) => decide('rejected', decision), described('Reject'));
  return {
    given: async (seconds) => {
      logbook.set({ phase: 'waits for approval' });
      await condition(() => verdict !== undefined, seconds * 1000);
      logbook.set({ phase: 'running' });
      if (verdict === undefined)
        throw ApplicationFailure.nonRetryable(`nobody approved in ${seconds} s`, 'NOT_APPROVED');
      const { kind, by, reason } = verdict;
      if (kind === 'rejected') throw ApplicationFailure.nonRetryable(`rejected by ${by}: ${reason}`, 'REJECTED');
      logbook.set({ approval: { by, reason } });
      return `${by}: ${reason}`;
    },
  };
};
