import { Context } from '@temporalio/activity';
import type { Notice } from '../../domain/monitor/notices.js';
import type { MonitorActivities } from './contract.js';

/** Where notices are sent. It may hold a secret, so it is the worker's and stands in no workflow. */
export interface Webhook {
  /** Undefined: notices are logged only. */
  readonly url: string | undefined;
}

const SEND_LIMIT_MS = 10_000;

export const createMonitorActivities = (webhook: Webhook): MonitorActivities => ({
  tellNotices: (notices) => tellNotices(webhook, notices),
});

/**
 * Logs each notice, then posts it to the webhook as JSON. Those that were taken are answered; one that was not is told again
 * in the next round, and those behind it wait, so that they arrive in their order.
 * Twice: a notice has an id, by which who gets it again can tell.
 */
const tellNotices = async ({ url }: Webhook, notices: readonly Notice[]): Promise<readonly string[]> => {
  const { log, cancellationSignal } = Context.current();
  const taken: string[] = [];
  for (const notice of notices) {
    const words = `${notice.event === 'raised' ? 'alarm' : 'alarm is over'}: ${notice.alarm.text}`;
    if (notice.event === 'raised') log.warn(words, { notice });
    else log.info(words, { notice });
    if (url !== undefined) {
      const refused = await post(url, notice, cancellationSignal);
      if (refused !== undefined) {
        log.error('the webhook did not take a notice; it is told again', { why: refused, notice: notice.id });
        return taken;
      }
    }
    taken.push(notice.id);
  }
  return taken;
};

/** Why it was not taken. The address is not repeated: it may hold a secret. */
const post = async (url: string, notice: Notice, signal: AbortSignal): Promise<string | undefined> => {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': notice.id },
      body: JSON.stringify(notice),
      signal: AbortSignal.any([signal, AbortSignal.timeout(SEND_LIMIT_MS)]),
    });
    await answer.body?.cancel();
    return answer.ok ? undefined : `it answered ${answer.status}`;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError'
      ? 'it did not answer in time'
      : 'it cannot be reached';
  }
};
