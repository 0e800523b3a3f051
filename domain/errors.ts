/**
 * The error catalogue: every failure this project can name, once.
 *
 * `exit` is the command line's exit status and never changes its meaning. `retry` says whether the same call may
 * succeed later without anyone doing something (`later`) or not (`never`); the engine derives its retry policy from
 * it. `hint` is the operator's next move.
 */
interface ErrorEntry {
  readonly exit: number;
  readonly retry: 'never' | 'later';
  readonly hint: string;
}

export const ERRORS = {
  // What the operator typed or wrote into a file.
  E_USAGE: { exit: 2, retry: 'never', hint: 'See the command with --help.' },
  E_FILE_UNREADABLE: { exit: 10, retry: 'never', hint: 'Give the path of a file this user can read.' },
  E_CONFIG_SYNTAX: { exit: 11, retry: 'never', hint: 'Correct the file at the place named; nothing was changed.' },
  E_CONFIG_INVALID: { exit: 12, retry: 'never', hint: 'Correct every fault listed; nothing was changed.' },
  E_SAME_NAME: {
    exit: 13,
    retry: 'never',
    hint: 'The two clusters need two names: --cluster and --peer, or clusterName and remoteClusterName in the file.',
  },
  E_NAME_REFUSED: {
    exit: 14,
    retry: 'never',
    hint: 'Cluster names are letters, digits, "_", "." and "-", 64 at most; hadr users begin with a letter or "_", 61 bytes at most.',
  },
  E_PASSWORD_IN_ARGV: {
    exit: 15,
    retry: 'never',
    hint: 'Passwords on a command line are visible to everybody. Run `sdr credentials set` on the worker’s node.',
  },
  E_NOT_A_PAIR: {
    exit: 17,
    retry: 'never',
    hint: 'Give the two configurations of one relationship, the primary’s first.',
  },
  E_ROOT: { exit: 16, retry: 'never', hint: 'Run the worker as the cluster’s OS user, not as root.' },

  // What encrypts payloads.
  E_CODEC_KEY: {
    exit: 18,
    retry: 'never',
    hint: 'Give the command line and all workers the same keys: SDR_CODEC_KEY_FILE, a line `keyId base64` each, mode 600.',
  },
  E_PAYLOAD_ALTERED: {
    exit: 19,
    retry: 'never',
    hint: 'Compare the key files: one id may name two keys. If they agree, somebody changed what the Temporal Service keeps.',
  },

  // The engine.
  E_NO_TEMPORAL: {
    exit: 20,
    retry: 'later',
    hint: 'Start the Temporal Service, or set TEMPORAL_ADDRESS (and TEMPORAL_NAMESPACE) to where it runs.',
  },
  E_NO_WORKER: {
    exit: 21,
    retry: 'later',
    hint: 'On a node of the cluster, as its OS user: sdr worker --cluster NAME',
  },
  E_SEARCH_ATTRIBUTES: {
    exit: 22,
    retry: 'never',
    hint: 'Ask the administrator of the Temporal namespace to run the command shown.',
  },
  E_NO_RUN: {
    exit: 23,
    retry: 'never',
    hint: '`sdr status` shows what was started, under which names, and how it ended.',
  },
  E_LOST_HISTORY: {
    exit: 24,
    retry: 'never',
    hint: 'The workspace belongs to a run the Temporal Service no longer knows. `sdr start --adopt` goes on where the workspace says it was; `sdr start -f` begins at step 1.',
  },
  E_BUSY: { exit: 25, retry: 'never', hint: 'Wait for the action that holds the cluster, or abort it.' },
  E_OTHER_START: {
    exit: 26,
    retry: 'never',
    hint: 'Abort that start first: a start keeps its role, peer and datanodes.',
  },
  E_NOT_PARKED: {
    exit: 27,
    retry: 'never',
    hint: 'Beginning anew (-f) is possible only while the start is parked or closed.',
  },
  E_TEMPORAL_PROGRAM: {
    exit: 28,
    retry: 'never',
    hint: 'Install the `temporal` program, or Go 1.25, or set TEMPORAL_CLI_PATH.',
  },
  E_NO_ANSWER: {
    exit: 29,
    retry: 'later',
    hint: 'The run was handed over, but nobody answered yet. Follow it with `sdr status --watch`.',
  },

  // Guards before something irreversible, and the hadr user.
  E_OVERWRITE_NOT_CONFIRMED: {
    exit: 30,
    retry: 'never',
    hint: 'Type the cluster’s name when asked, or give --yes-overwrite=NAME.',
  },
  E_SESSIONS_CONNECTED: {
    exit: 31,
    retry: 'never',
    hint: 'Move the business off the disaster-standby cluster, or give --force-sessions to overwrite it all the same.',
  },
  E_NO_CREDENTIALS: { exit: 32, retry: 'never', hint: 'On the worker’s node: sdr credentials set -U USER' },
  E_HADR_USER: {
    exit: 33,
    retry: 'never',
    hint: 'On both clusters: CREATE USER … WITH REPLICATION, same name and password.',
  },
  E_HADR_LOGIN: {
    exit: 34,
    retry: 'never',
    hint: 'Set the right password with `sdr credentials set`, then start again.',
  },
  E_NOT_SKIPPABLE: {
    exit: 35,
    retry: 'never',
    hint: 'Only checks, pings and clean-up can be skipped, and only when the run is parked at one: docs/steps.md.',
  },
  E_NOT_RUNNING: { exit: 36, retry: 'never', hint: 'See where the run is: `sdr status`.' },

  E_PLAN_DIFFERS: {
    exit: 38,
    retry: 'never',
    hint: 'Nothing was changed. Plan again with `sdr plan start`, read what differs, and start with the new hash.',
  },
  E_CHECK_FAILED: {
    exit: 39,
    retry: 'never',
    hint: 'Do what the table says for each of them, then check again.',
  },

  // Traces of the original tool or of another run.
  E_ORIGINAL_LOCK: {
    exit: 40,
    retry: 'never',
    hint: 'Another gs_sdr is at work. If it is not, remove its streaming_lock file.',
  },
  E_ORIGINAL_STEP_FILE: {
    exit: 41,
    retry: 'never',
    hint: 'A start goes on with `sdr start --adopt`; another action is finished with gs_sdr, or its step file removed.',
  },
  E_NOT_ADOPTABLE: {
    exit: 43,
    retry: 'never',
    hint: 'Nothing was changed. Mend what is named, or finish with gs_sdr; when its step file is removed, `sdr start` begins at step 1.',
  },
  E_ALREADY_RELATED: {
    exit: 42,
    retry: 'never',
    hint: 'This cluster takes part in disaster recovery already: `sdr query`; end it with stop.',
  },

  // What step 1 to 3 refuse on.
  E_CONFIG_DIFFERS: {
    exit: 50,
    retry: 'never',
    hint: 'Make the configuration file agree with the cluster as `cm_ctl query -v` shows it.',
  },
  E_CLUSTER_NOT_NORMAL: { exit: 51, retry: 'never', hint: 'Bring the cluster to Normal first: `cm_ctl query -Cv`.' },
  E_ALREADY_STANDBY_CLUSTER: {
    exit: 52,
    retry: 'never',
    hint: 'Main or cascade standbys exist: end the old relationship first.',
  },
  E_NO_CM: {
    exit: 53,
    retry: 'never',
    hint: 'Streaming disaster recovery needs CM: `cm_ctl view` must show cmDataPath.',
  },
  E_UPGRADE_RUNNING: {
    exit: 54,
    retry: 'never',
    hint: 'Finish or roll back the upgrade ($PGHOST/binary_upgrade is not empty).',
  },
  E_DCF_ENABLED: { exit: 55, retry: 'never', hint: 'Streaming disaster recovery needs enable_dcf = off.' },
  E_VERSION_DIFFERS: { exit: 56, retry: 'never', hint: 'Both clusters must run the same build of the product.' },
  E_OS_USER_DIFFERS: { exit: 57, retry: 'never', hint: 'Both clusters must be installed under the same OS user.' },
  E_NO_FREE_REPLCONNINFO: {
    exit: 58,
    retry: 'never',
    hint: 'Free one of replconninfo1 to replconninfo8 on that datanode for each peer node.',
  },
  E_NO_PRIMARY: { exit: 59, retry: 'later', hint: 'The cluster has no primary datanode now: `cm_ctl query -Cv`.' },

  // A command, a node, an answer.
  E_COMMAND_FAILED: { exit: 60, retry: 'later', hint: 'Run the command by hand on that node and read its output.' },
  E_COMMAND_TIMED_OUT: { exit: 61, retry: 'later', hint: 'See what the command waits for on that node.' },
  E_OUTPUT_NOT_UNDERSTOOD: {
    exit: 62,
    retry: 'later',
    hint: 'The tool answered something unknown; compare its version with the documented ones.',
  },
  E_NODE_UNREACHABLE: {
    exit: 63,
    retry: 'later',
    hint: 'ssh from the worker’s node as the cluster’s OS user must work without a password.',
  },
  E_SQL_FAILED: { exit: 64, retry: 'later', hint: 'Run the statement with gsql on that node.' },
  E_JOB_BUSY: {
    exit: 65,
    retry: 'later',
    hint: 'A command of another run holds this datanode; wait for it or stop it.',
  },
  E_TOOL_MISSING: {
    exit: 66,
    retry: 'never',
    hint: 'The environment file of the cluster must put the tool on PATH on that node.',
  },
  E_FILE_NOT_WRITTEN: { exit: 67, retry: 'later', hint: 'Look at space and permissions of that directory.' },
  E_CM_DOWN: {
    exit: 68,
    retry: 'later',
    hint: 'Start CM on the cluster’s nodes (`cm_ctl start`), or see in $GAUSSLOG/cm why cm_server does not answer.',
  },

  // The long steps.
  E_KEY_FILES: {
    exit: 70,
    retry: 'never',
    hint: 'Start the primary side up to its step 3, check password and network, then start again.',
  },
  E_PEER_UNREACHABLE: {
    exit: 71,
    retry: 'later',
    hint: 'The data network between the clusters must be open in both directions.',
  },
  E_BUILD_FAILED: {
    exit: 72,
    retry: 'never',
    hint: 'Read the build’s output on that node, remove the cause, then `sdr start` goes on at step 7.',
  },
  E_MAIN_STANDBY_START: {
    exit: 73,
    retry: 'never',
    hint: 'Read the datanode’s log on that node, then `sdr start` goes on at step 7.',
  },
  E_MAIN_STANDBY_TIMEOUT: {
    exit: 74,
    retry: 'never',
    hint: 'See how far the standby side is. `sdr start` again waits anew, with --time-out longer if wanted.',
  },
  E_CLUSTER_START: {
    exit: 75,
    retry: 'never',
    hint: '`cm_ctl query -Cv` shows which instance keeps the cluster from Normal.',
  },
  E_NOT_RECOVERING: {
    exit: 76,
    retry: 'never',
    hint: '`cm_ctl query -Cv` shows what is not Normal; then `sdr start` checks again.',
  },
  E_CLUSTER_STOP: { exit: 77, retry: 'later', hint: 'See which process on that node does not stop.' },

  // The lab.
  E_NO_LAB: {
    exit: 90,
    retry: 'never',
    hint: '`sdr lab list` shows the labs of this user, `sdr lab up` makes one, `sdr lab down` clears away what is left of one.',
  },
  E_LAB_EXISTS: {
    exit: 91,
    retry: 'never',
    hint: 'Use it (`sdr lab status`), take it down (`sdr lab down`), or make another one with --name.',
  },
  E_LAB_BUSY: { exit: 92, retry: 'later', hint: 'Wait until that is done, or end that process; then try again.' },
  E_LAB_FAULT: {
    exit: 93,
    retry: 'never',
    hint: '`sdr lab status` shows what runs and which faults are active; `sdr lab heal` takes them away.',
  },
  E_LAB_FAILED: {
    exit: 94,
    retry: 'never',
    hint: 'Remove the cause named, then try again; `sdr lab down` clears away.',
  },
  E_LAB_NETNS: {
    exit: 95,
    retry: 'never',
    hint: 'Install what is named and run it as root of the machine; or leave --netns away: then nothing of that is needed.',
  },

  // How a run ended.
  E_ABORTED: { exit: 80, retry: 'never', hint: 'The run was aborted; the result says what was put back.' },
  E_TERMINATED: { exit: 81, retry: 'never', hint: 'Terminate undoes nothing. `sdr start` goes on where the run was.' },
  E_INTERRUPTED: {
    exit: 130,
    retry: 'never',
    hint: 'What was started goes on without this command; `sdr status` shows it.',
  },
  E_INTERNAL: {
    exit: 99,
    retry: 'never',
    hint: 'This is a fault of durable-sdr: please report it with the message and the run’s id.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

export type ErrorCode = keyof typeof ERRORS;

export const isErrorCode = (text: string | null | undefined): text is ErrorCode =>
  text !== null && text !== undefined && Object.hasOwn(ERRORS, text);

/** Where something was found: as much as is known. */
export interface Where {
  readonly cluster?: string;
  readonly node?: string;
  /** The command as an operator would type it, without secrets. */
  readonly command?: string;
}

/** A failure with its code. The message names cluster, node, command and finding; the hint is the next move. */
export class SdrError extends Error {
  override readonly name = 'SdrError';

  constructor(
    readonly code: ErrorCode,
    readonly found: string,
    readonly where: Where = {},
  ) {
    super(placed(found, where));
  }

  get hint(): string {
    return ERRORS[this.code].hint;
  }

  get retry(): 'never' | 'later' {
    return ERRORS[this.code].retry;
  }

  /** The same failure, with what the catcher knows about its place filled in where it was unknown. */
  at(where: Where): SdrError {
    return new SdrError(this.code, this.found, { ...where, ...this.where });
  }
}

/** A failure whose message came over the wire: the places that the message names are fields again. */
export const retold = (code: ErrorCode, message: string, where: Where = {}): SdrError => {
  const [, cluster, node, found] = /^cluster ([^\s,:]+)(?:, node ([^\s,:]+))?: ([^]+)$/.exec(message) ?? [];
  return cluster === undefined || found === undefined
    ? new SdrError(code, message, where)
    : new SdrError(code, found, { cluster, ...(node !== undefined && { node }) });
};

/** Whatever was thrown, as an error of the catalogue: what it does not know is a fault of ours. */
export const asSdrError = (error: unknown): SdrError =>
  error instanceof SdrError
    ? error
    : new SdrError('E_INTERNAL', error instanceof Error ? error.message : String(error));

/** As a command line tells it. */
export const errorText = ({ code, message, hint }: SdrError): string => `sdr: [${code}] ${message}\nhint: ${hint}`;

/** What was found, behind where: what an error's message says. */
export const placed = (found: string, { cluster, node, command }: Where): string => {
  const place = [cluster && `cluster ${cluster}`, node && `node ${node}`].filter(Boolean).join(', ');
  return [place, command && `\`${command}\``, found].filter(Boolean).join(': ');
};
