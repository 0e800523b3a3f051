import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bothDetails } from '../../domain/details/both.js';
import { block, plain } from '../../domain/details/markdown.js';
import { ROOM, sizeOf } from '../../domain/details/sections.js';
import { detailsOf } from '../../domain/details/start.js';
import { startStatics } from '../../domain/details/statics.js';
import { newBoth, sideTold } from '../../domain/both/both-state.js';
import { bothOf } from '../../domain/both/request.js';
import { reportOf } from '../../domain/start/report.js';
import type { RunFailure, RunState } from '../../domain/start/run-state.js';
import * as change from '../../domain/start/transitions.js';
import { named, north, south, startRequest } from '../support/start-request.js';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 26, 14, 2, second)).toISOString();

const standby = startRequest('disaster_standby', {
  pair: { cluster: named('south'), peer: named('north'), local: south, remote: north },
  overwrite: { confirmed: 'south', despiteSessions: false },
  by: 'ann',
});
const primary = startRequest('primary', {
  pair: { cluster: named('north'), peer: named('south'), local: north, remote: south },
});

const building = (): RunState =>
  [
    (state: RunState) => change.stepDone(change.stepBegan(state, 'home_node', at(1)), 'home_node', at(3)),
    (state: RunState) => change.published(state, 'restore'),
    (state: RunState) => change.stepBegan(state, 'build_datanodes', at(5)),
    (state: RunState) =>
      change.partBegan(state, 'build_datanodes', {
        key: 'buildMainStandby node1 dn_6001',
        part: 'buildMainStandby',
        where: 'node1 dn_6001',
        startedAt: at(6),
      }),
  ].reduce((state, next) => next(state), change.newRun(standby, 'run', at(0)));

const failure: RunFailure = {
  code: 'E_BUILD_FAILED',
  message: 'node1: gs_ctl build exited with 1',
  hint: 'See the log.',
  step: 'build_datanodes',
  at: at(30),
};

describe('the details of a start', () => {
  test('tell each step with its time, how far the build is and when it will be done', () => {
    const far = { node: 'node1', doneBytes: 2 ** 20, totalBytes: 4 * 2 ** 20, percent: 25, at: at(16) };
    const text = detailsOf(change.progressed(building(), 'dn_6001', far), 'default');
    expect(text).toContain('✓    14:02:01      2.0 s  find the home node and what an earlier run left');
    expect(text).toContain('▶ 7  14:02:05             build the datanodes');
    expect(text).toContain('25 %, 1.0 MB of 4.0 MB at 14:02:16');
    expect(text).toContain('at this rate done about 14:02:46');
  });

  test('tell of a parked one the error, its hint and the commands that go on', () => {
    const text = detailsOf(change.stopped(building(), 'parked', failure), 'default');
    expect(text).toContain('### E_BUILD_FAILED in "build the datanodes" at 14:02:30');
    expect(text).toContain('**What to do:** See the log.');
    expect(text).toContain('sdr retry --cluster south');
    expect(text).not.toContain('sdr skip');
  });

  test('lead to the other side and to the parent once these have told of themselves', () => {
    const peer = reportOf(change.newRun(primary, 'p', at(0)), {
      workflowId: 'sdr:north',
      runId: 'abc',
      at: at(9),
      sequence: 1,
    });
    const told = change.listenedTo(change.peerTold(building(), peer), 'sdr:north~south');
    expect(detailsOf(building(), 'default')).toContain('has not told of itself yet');
    expect(detailsOf(told, 'a b')).toContain('[sdr:north](namespaces/a%20b/workflows/sdr%3Anorth/abc/user-metadata)');
    expect(detailsOf(told, 'default')).toContain('[sdr:north\\~south](namespaces/default/workflows/sdr%3Anorth~south)');
  });

  test('have room in an address, whatever was said to the run or went wrong', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20_000 }), fc.string({ unit: 'binary' }), (message, name) => {
        const stopped = change.stopped(
          change.heard(building(), 'retry', { by: name, reason: message }, at(20)),
          'parked',
          {
            ...failure,
            message,
          },
        );
        const left = change.learned(stopped, { left: Array.from({ length: 9 }, () => message) });
        const report = reportOf(left, { workflowId: 'sdr:south', runId: 'r', at: at(40), sequence: 1 });
        const both = sideTold(newBoth(bothOf(primary, standby), at(0)), report);
        for (const text of [detailsOf(left, 'default'), bothDetails(both, 'default')]) {
          expect(sizeOf(text)).toBeLessThanOrEqual(ROOM);
          expect(encodeURIComponent(text).length).toBeLessThanOrEqual(ROOM);
          expect(text).toContain('south, disaster_standby: parked, restore');
        }
      }),
      { numRuns: 30 },
    );
  });
});

test('the size of a text in an address is reckoned as a browser does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(sizeOf(text)).toBe(encodeURIComponent(text).length);
    }),
  );
});

test('what tools and people say is no markup, nor a line in a block', () => {
  expect(plain('# a *b* <c> $d$ `e`\n\n  1. f_g _h_')).toBe(
    '\\# a \\*b\\* \\<c\\> &#36;d&#36; \\`e\\`\n1\\. f_g \\_h\\_',
  );
  expect(block(['a ``` b'])).toBe('```\na ’’’ b\n```');
});

test('what stands fast names the nodes and has room for the engine: 400 bytes of summary, 20,000 of details', () => {
  const long = named('x'.repeat(64));
  const { staticSummary, staticDetails } = startStatics({
    ...standby,
    pair: { ...standby.pair, cluster: long, peer: long },
    by: 'é'.repeat(100),
  });
  expect(new TextEncoder().encode(staticSummary).length).toBeLessThanOrEqual(400);
  expect(new TextEncoder().encode(staticDetails).length).toBeLessThanOrEqual(20_000);
  expect(staticDetails).toContain('nodes: 10.2.1.1, 10.2.1.2, 10.2.1.3');
});
