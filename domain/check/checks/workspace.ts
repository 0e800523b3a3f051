import { ERRORS } from '../../errors.js';
import { ROLES } from '../../roles.js';
import { isRelated } from '../../status.js';
import { check, finding, list, OK, one, onNodes, skipped } from '../check.js';

/** What other actions, and earlier ones, have left. */
export const WORKSPACE_CHECKS = [
  check({
    id: 'workspace-writable',
    title: '$PGHOST, streaming_cabin and $GAUSSHOME/bin can be written on every node',
    severity: 'error',
    roles: ROLES,
    remedy: 'Give the cluster’s OS user the right to write there; look at space and read-only mounts.',
    source: '`test -w` on each node',
    judge: (facts) =>
      onNodes(
        facts,
        ({ unwritable }) => unwritable,
        (paths) => list(paths),
      ),
  }),
  check({
    id: 'no-action',
    title: 'no action holds the cluster',
    severity: 'error',
    roles: ROLES,
    remedy: 'Wait for it or abort it; a parked start of the same role goes on with `sdr start`.',
    source: 'the workflow sdr:<cluster>',
    judge: ({ action }) =>
      one(action, (running) =>
        running === null
          ? undefined
          : `${running.workflowId} (${running.does}) is ${running.phase} since ${running.since}${running.failure === undefined ? '' : `: ${running.failure}`}`,
      ),
  }),
  check({
    id: 'no-original-lock',
    title: 'no gs_sdr holds the cluster',
    severity: 'error',
    roles: ROLES,
    remedy: ERRORS.E_ORIGINAL_LOCK.hint,
    source: '$PGHOST/streaming_lock_*',
    judge: ({ nodes, action }) => {
      // The lock of a start of ours goes with it.
      if (action.kind === 'seen' && action.value !== null) return skipped(`${action.value.workflowId} holds it`);
      return onNodes(
        { nodes },
        ({ locks }) => locks,
        (locks) => list(locks.map((id) => `streaming_lock_${id}`)),
      );
    },
  }),
  check({
    id: 'no-original-step-file',
    title: 'no action of gs_sdr was left half-way',
    severity: 'error',
    roles: ROLES,
    remedy: ERRORS.E_ORIGINAL_STEP_FILE.hint,
    source: '$PGHOST/streaming_cabin/.streaming_*.step',
    judge: (facts) =>
      onNodes(
        facts,
        ({ stepFiles }) => stepFiles,
        (files) => list(files),
      ),
  }),
  check({
    id: 'not-related',
    title: 'the cluster takes part in no disaster recovery yet',
    severity: 'error',
    roles: ROLES,
    remedy: 'Look with `sdr query`; end the relationship with stop.',
    source: '$PGHOST/streaming_cabin/.hadr_cluster_stat',
    judge: (facts) =>
      onNodes(
        facts,
        ({ status }) => status,
        (status) => (isRelated(status) ? `its status is ${status}` : undefined),
      ),
  }),
  check({
    id: 'workspace-free',
    title: 'no earlier start has left its workspace',
    severity: 'warning',
    roles: ROLES,
    remedy: '`sdr start` goes on where that start was; with -f it begins at step 1.',
    source: '$PGHOST/streaming_cabin/sdr_run.json',
    judge: (facts) =>
      onNodes(
        facts,
        ({ run }) => run,
        (run) => (run === null ? undefined : `belongs to run ${run}`),
      ),
  }),
  check({
    id: 'no-upgrade',
    title: 'no upgrade is under way',
    severity: 'error',
    roles: ROLES,
    remedy: ERRORS.E_UPGRADE_RUNNING.hint,
    source: '$PGHOST/binary_upgrade',
    judge: (facts) =>
      onNodes(
        facts,
        ({ upgradeFiles }) => upgradeFiles,
        (files) => (files.length > 0 ? `binary_upgrade holds ${files.join(', ')}` : undefined),
      ),
  }),
  check({
    id: 'hadr-keys-alike',
    title: 'the hadr keys are on all nodes, or on none',
    severity: 'info',
    roles: ROLES,
    remedy: 'Nothing to do: start copies them to all nodes, or generates them.',
    source: '$GAUSSHOME/bin/hadr.key.*',
    judge: ({ nodes }) => {
      const blind = nodes.find(({ keyFiles }) => keyFiles.kind === 'unseen')?.keyFiles;
      if (blind?.kind === 'unseen') return skipped(blind.why);
      const without = nodes.filter(({ keyFiles }) => keyFiles.kind === 'seen' && keyFiles.value.length < 2);
      return without.length === 0 || without.length === nodes.length
        ? OK
        : finding(`missing on ${without.map(({ address }) => address.ip).join(', ')}`);
    },
  }),
] as const;
