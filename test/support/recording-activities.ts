import { ApplicationFailure } from '@temporalio/activity';
import type { Outcome, StartActivities, StartScope } from '../../activities/contract.js';
import type { ErrorCode } from '../../domain/errors.js';
import { PARTS, type PartId } from '../../domain/start/parts.js';
import type { ClusterSnapshot } from '../../domain/topology.js';
import { gate } from './gate.js';

/** The cluster that the mocks show: one primary, two standbys. */
export const snapshot: ClusterSnapshot = {
  state: 'Normal',
  datanodes: [1, 2, 3].map((n) => ({
    id: 6000 + n,
    nodeId: n,
    nodeName: `node${n}`,
    nodeIp: `10.2.1.${n}`,
    dataDirectory: '/data/dn',
    role: n === 1 ? 'Primary' : 'Standby',
    ha: 'Normal',
  })),
};

const FACTS: Partial<Record<PartId, Outcome['facts']>> = {
  chooseHomeNode: { home: { ip: '10.2.1.1', name: 'node1' } },
  readCluster: { snapshot },
  fetchKeyFiles: { keyFiles: { node: '10.2.1.1', directory: '/data/dn' } },
};

type Override = (scope: StartScope) => Promise<Outcome>;

/** Activities that do nothing but note their names; single ones can be made to do otherwise. */
export const recordingActivities = (overrides: Partial<Record<PartId, Override>> = {}) => {
  const calls: string[] = [];
  const scopes: StartScope[] = [];
  const activity =
    (part: PartId): Override =>
    async (scope) => {
      calls.push(label(part, scope));
      scopes.push(scope);
      return overrides[part] ? overrides[part](scope) : done(part);
    };
  const parts = Object.keys(PARTS) as PartId[];
  const activities = Object.fromEntries(parts.map((part) => [part, activity(part)])) as unknown as StartActivities;
  return { activities, calls, scopes };
};

const label = (part: PartId, { status, datanode }: StartScope & { datanode?: { id: number } }): string =>
  [part, part === 'publishStatus' && status, datanode?.id].filter(Boolean).join(' ');

export const done = (part: PartId): Outcome => ({ said: 'done', ...(FACTS[part] && { facts: FACTS[part] }) });

/** Fails for good, as the catalogue says. */
export const failing =
  (code: ErrorCode, message = 'it broke'): Override =>
  () =>
    Promise.reject(ApplicationFailure.create({ type: code, message, nonRetryable: true }));

/** Fails the first n times, then does nothing. */
export const failingTimes = (times: number, code: ErrorCode, part: PartId): Override => {
  let left = times;
  return (scope) => (left-- > 0 ? failing(code)(scope) : Promise.resolve(done(part)));
};

/** A part that goes on only when it is let, or ends when it is cancelled; it says when it began. */
export const held = (part: PartId) => {
  const { reached, open, pass } = gate();
  const activity: Override = async () => {
    await pass();
    return done(part);
  };
  return { began: reached, release: open, activity };
};
