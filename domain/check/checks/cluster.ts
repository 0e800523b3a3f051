import { ERRORS } from '../../errors.js';
import { differencesOf } from '../../config/differences.js';
import { ROLES } from '../../roles.js';
import { all, check, finding, list, OK, one, onNodes, skipped } from '../check.js';

/** What CM shows, and CM itself. */
export const CLUSTER_CHECKS = [
  check({
    id: 'cm-answers',
    title: 'CM answers',
    severity: 'error',
    roles: ROLES,
    remedy:
      'Streaming disaster recovery needs CM: see that cm_server runs (`cm_ctl query -Cv`), start it with `cm_ctl start`.',
    source: '`cm_ctl query -v`',
    judge: ({ cm: { state } }) => (state.kind === 'unseen' ? finding(state.why) : OK),
  }),
  check({
    id: 'cluster-normal',
    title: 'the cluster is Normal',
    severity: 'error',
    roles: ROLES,
    remedy: ERRORS.E_CLUSTER_NOT_NORMAL.hint,
    source: '`cm_ctl query -v`',
    judge: ({ cm }) => one(cm.state, (state) => (state === 'Normal' ? undefined : `its state is ${state}`)),
  }),
  check({
    id: 'datanodes-normal',
    title: 'every datanode is Normal',
    severity: 'error',
    roles: ROLES,
    remedy: 'Start or build the datanode named: `cm_ctl start -n NODE`, `cm_ctl build -n NODE`.',
    source: '`cm_ctl query -v`',
    judge: ({ cm }) =>
      one(cm.datanodes, (datanodes) =>
        list(
          datanodes
            // CM counts one that catches up as normal.
            .filter(({ ha }) => ha !== 'Normal' && ha !== 'Catchup')
            .map(
              ({ id, nodeName, role, ha, reason }) =>
                `dn_${id} on ${nodeName} is ${role} ${ha}${reason === undefined ? '' : `(${reason})`}`,
            ),
        ),
      ),
  }),
  check({
    id: 'one-primary',
    title: 'the cluster has exactly one primary datanode',
    severity: 'error',
    roles: ROLES,
    remedy: '`cm_ctl query -Cv` shows the datanodes; bring the primary up.',
    source: '`cm_ctl query -v`',
    judge: ({ cm }) =>
      one(cm.datanodes, (datanodes) => {
        const primaries = datanodes.filter(({ role }) => role === 'Primary');
        if (primaries.length === 1) return undefined;
        return primaries.length === 0
          ? 'there is none'
          : primaries.map(({ nodeName, id }) => `${nodeName} dn_${id}`).join(', ');
      }),
  }),
  check({
    id: 'not-standby-cluster',
    title: 'the cluster has no main or cascade standby',
    severity: 'error',
    roles: ROLES,
    remedy: 'End the old relationship first.',
    source: '`cm_ctl query -v`',
    judge: ({ cm }) =>
      one(cm.datanodes, (datanodes) =>
        list(
          datanodes
            .filter(({ role }) => role === 'Main Standby' || role === 'Cascade Standby')
            .map(({ id, nodeName, role }) => `dn_${id} on ${nodeName} is a ${role}`),
        ),
      ),
  }),
  check({
    id: 'configuration-agrees',
    title: 'the configuration names the cluster’s nodes',
    severity: 'error',
    roles: ROLES,
    remedy: ERRORS.E_CONFIG_DIFFERS.hint,
    source: 'the configuration, `cm_ctl query -v`',
    judge: ({ pair, cm }) =>
      one(cm.datanodes, (datanodes) => {
        const differences = differencesOf(pair, { datanodes });
        return differences.length > 0 ? differences.join('; ') : undefined;
      }),
  }),
  check({
    id: 'cm-server-primary',
    title: 'one cm_server is primary',
    severity: 'error',
    roles: ROLES,
    remedy: 'See the log of cm_server on the nodes; start it with `cm_ctl start`.',
    source: '`cm_ctl query -v`',
    judge: ({ cm }) =>
      one(cm.servers, (servers) => {
        const primaries = servers.filter(({ state }) => state === 'Primary').length;
        return primaries === 1 ? undefined : `${primaries} of ${servers.length} are`;
      }),
  }),
  check({
    id: 'cm-servers-up',
    title: 'every cm_server is up, and a lost one leaves a majority',
    severity: 'warning',
    roles: ROLES,
    remedy: 'Start the cm_server named; with fewer than three, the loss of one node stops CM.',
    source: '`cm_ctl query -v`',
    judge: ({ cm }) =>
      one(cm.servers, (servers) => {
        const down = servers.filter(({ state }) => state !== 'Primary' && state !== 'Standby');
        if (down.length > 0) return down.map(({ nodeName, state }) => `${nodeName} is ${state}`).join(', ');
        return servers.length < 3 ? `there are only ${servers.length}` : undefined;
      }),
  }),
  check({
    id: 'cm-agents-report',
    title: 'every cm_agent reports on its datanode',
    severity: 'error',
    roles: ROLES,
    remedy: 'Start cm_agent on that node (`cm_ctl start -n NODE`): nobody restarts its datanode.',
    source: '`cm_ctl query -v`, `cm_ctl view`',
    judge: ({ cm }) =>
      one(cm.datanodes, (datanodes) =>
        list(
          datanodes
            .filter(({ role, ha }) => (role === 'Unknown' || role === 'Down') && ha === 'Unknown')
            .map(({ id, nodeName }) => `nobody knows dn_${id} on ${nodeName}`),
        ),
      ),
  }),
  check({
    id: 'no-stop-mark',
    title: 'no node bears the mark of a stop',
    severity: 'warning',
    roles: ROLES,
    remedy: 'CM keeps away from that node’s datanode: take the mark away with `cm_ctl start -n NODE`.',
    source: '$GAUSSHOME/bin/cluster_manual_start',
    judge: (facts) =>
      onNodes(
        facts,
        ({ stopMark }) => stopMark,
        (there) => (there ? 'cluster_manual_start is there' : undefined),
      ),
  }),
  check({
    id: 'cm-data-path',
    title: 'CM’s own files are found on every node',
    severity: 'error',
    roles: ROLES,
    remedy: 'Streaming disaster recovery needs CM: `cm_ctl view` must show cmDataPath.',
    source: '`cm_ctl view`, cm_agent.conf',
    judge: ({ cm: { agents } }) => {
      if (agents.kind === 'unseen') return finding(agents.why);
      const blind = agents.value.flatMap(({ nodeName, backupOpen }) =>
        backupOpen.kind === 'unseen' ? [`${nodeName}: ${backupOpen.why}`] : [],
      );
      return blind.length > 0 ? finding(blind.join('; ')) : OK;
    },
  }),
  check({
    id: 'agent-mode',
    title: 'no cm_agent is set to a disaster standby',
    severity: 'error',
    roles: ROLES,
    remedy: 'End the old relationship first, or set agent_backup_open = 0 in cm_agent.conf.',
    source: 'agent_backup_open in cm_agent.conf',
    judge: ({ cm: { agents } }) =>
      agents.kind === 'unseen'
        ? skipped(agents.why)
        : all(
            agents.value.map(({ nodeName, backupOpen }) => ({
              name: nodeName,
              verdict: one(backupOpen, (value) =>
                value === null || value === '0' ? undefined : `agent_backup_open is ${value}`,
              ),
            })),
          ),
  }),
  check({
    id: 'dcc-readable',
    title: 'CM’s store (DCC) can be read',
    severity: 'error',
    roles: ROLES,
    remedy: 'See with `cm_ctl ddb --get KEY` what CM says; start needs DCC, not etcd.',
    source: '`cm_ctl ddb --get /<user>/CMServer/backup_open`',
    judge: ({ cm: { backupOpen } }) => (backupOpen.kind === 'unseen' ? finding(backupOpen.why) : OK),
  }),
  check({
    id: 'backup-open',
    title: 'CM runs the cluster as a primary cluster',
    severity: 'error',
    roles: ROLES,
    remedy: 'End the old relationship first: backup_open in DCC is 0 for a cluster of its own.',
    source: '`cm_ctl ddb --get /<user>/CMServer/backup_open`',
    judge: ({ cm }) =>
      one(cm.backupOpen, (value) => (value === null || value === '0' ? undefined : `backup_open is ${value}`)),
  }),
] as const;
