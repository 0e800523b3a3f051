import { describe, expect, test } from '@jest/globals';
import { afterDelivery, afterRound, type SideLook } from '../../domain/monitor/round.js';
import { MONITOR_DEFAULTS } from '../../domain/monitor/settings.js';
import { newMonitor, statusOf, type MonitorState, type Readiness } from '../../domain/monitor/state.js';
import { pairFor } from '../support/start-request.js';

const pair = pairFor('primary');
const T0 = Date.parse('2026-01-01T00:00:00Z');
const at = (round: number): string => new Date(T0 + round * 60_000).toISOString();
const begun = newMonitor({ ...MONITOR_DEFAULTS, pair, hadrUser: 'hadr' }, at(0));

const says = (hadrClusterStat: string, rpo = '', rto = ''): SideLook => ({
  kind: 'answered',
  answer: { hadrClusterStat, hadrFailoverStat: '', hadrSwitchoverStat: '', rpo, rto, clusterState: 'Normal' },
});
const archive = (rpo = 1): SideLook => says('archive', String(rpo), '2');
const recovery = says('recovery');
const silent: SideLook = { kind: 'silent', code: 'E_NO_ANSWER', why: 'no worker answered' };

/** The monitor after these rounds, a minute each, all notices taken. */
const after = (...rounds: readonly (readonly [SideLook, SideLook, Readiness?])[]) => {
  let state: MonitorState = begun;
  const told = rounds.map(([one, other, readiness], round) => {
    state = afterRound(state, { at: at(round + 1), looks: [one, other], ...(readiness && { readiness }) });
    const words = state.undelivered.map(({ event, alarm }) => `${event} ${alarm.kind}`);
    state = afterDelivery(
      state,
      state.undelivered.map(({ id }) => id),
    );
    return words;
  });
  return { state, told };
};

describe('an alarm', () => {
  test('is told once when a stream breaks, however long it stays broken, and once when it is whole again', () => {
    const broken = says('archive_fail');
    const { told, state } = after(
      [archive(), recovery],
      [broken, recovery],
      [broken, recovery],
      [archive(), recovery],
      [archive(), recovery],
    );
    expect(told).toEqual([[], ['raised archive_fail', 'raised rpo'], [], [], ['cleared archive_fail', 'cleared rpo']]);
    expect(state.alarms).toEqual([]);
  });

  test('that comes and goes is one alarm', () => {
    const broken = says('recovery_fail');
    const { told } = after(
      [archive(), broken],
      [archive(), recovery],
      [archive(), broken],
      [archive(), recovery],
      [archive(), broken],
    );
    expect(told.flat()).toEqual(['raised recovery_fail']);
  });

  test('says that a cluster does not answer, from the second time on', () => {
    const { told } = after([archive(), recovery], [archive(), silent], [archive(), silent], [archive(), silent]);
    expect(told).toEqual([[], [], ['raised no_answer'], []]);
  });

  test('about a cluster that has become silent stays: nobody knows better', () => {
    const { state } = after(
      [archive(), says('recovery_fail')],
      ...Array.from({ length: 5 }, () => [archive(), silent] as const),
    );
    expect(state.alarms.map(({ kind }) => kind)).toEqual(['recovery_fail', 'no_answer']);
  });

  test('is raised by an RPO over the limit and by errors of the readiness check, with what to do', () => {
    const finding = {
      check: 'disks-not-full',
      cluster: pair.cluster,
      found: '/data is 97 % full',
      remedy: 'Make room.',
    };
    const { told, state } = after([archive(61), recovery, { at: at(1), errors: [finding], warnings: [] }]);
    expect(told).toEqual([['raised rpo', 'raised not_ready']]);
    expect(state.alarms.map(({ text, hint }) => [text, hint])).toEqual([
      ['RPO is 61 s, more than 60 s', expect.stringContaining('link')],
      [`the readiness check finds errors: disks-not-full (${pair.cluster})`, 'Make room.'],
    ]);
  });

  test('that the webhook did not take is kept to be told again, under the same id', () => {
    const broken = afterRound(begun, { at: at(1), looks: [says('archive_fail'), recovery] });
    const next = afterRound(broken, { at: at(2), looks: [says('archive_fail'), recovery] });
    expect(next.undelivered).toEqual(broken.undelivered);
    expect(next.undelivered).toHaveLength(1);
  });
});

describe('the status', () => {
  test('is never blank: what fails outranks what is unknown, which outranks what the primary says', () => {
    expect(statusOf(begun)).toBe(`unknown since ${at(0)}`);
    expect(statusOf(after([archive(), recovery]).state)).toBe('archive');
    expect(statusOf(after([archive(), recovery], [archive(), silent]).state)).toBe(`unknown since ${at(2)}`);
    expect(statusOf(after([silent, says('recovery_fail')]).state)).toBe('recovery_fail');
  });

  test('of clusters that were switched over is that of the new primary as well', () => {
    expect(after([recovery, archive(3)]).state.rpo).toMatchObject({ kind: 'measured', seconds: 3 });
  });
});

describe('RPO', () => {
  test('grows while the stream is broken, from what it was', () => {
    const { state } = after([archive(5), recovery], [says('archive_fail'), recovery], [says('archive_fail'), recovery]);
    expect(state.rpo).toMatchObject({ kind: 'growing', seconds: 5 + 120 });
  });

  test('is unknown, since when, while the primary cluster does not answer', () => {
    const { state } = after([archive(5), recovery], [silent, recovery], [silent, recovery]);
    expect(state.rpo).toEqual({ kind: 'unknown', since: at(2) });
  });
});
