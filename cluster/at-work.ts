import { runOk } from './host/failure.js';
import type { Host } from './host/host.js';

/**
 * Argument: a data directory. A gs_sdr is a Python program of that name; a build leaves its process id while it runs, 0
 * when it has ended well. (The brackets: this script stands in a command line itself.)
 */
export const AT_WORK_SCRIPT = [
  `for line in $(grep -lzE '/gs_sd[r]$' /proc/[0-9]*/cmdline 2>/dev/null); do`,
  `  grep -qzE '(^|/)python[0-9.]*$' "$line" 2>/dev/null || continue`,
  `  pid=\${line#/proc/}; echo "gs_sdr (process \${pid%/cmdline})"`,
  `done`,
  // The file has no line end, which read takes for a failure.
  `pid=; read -r pid 2>/dev/null <"$1/gs_build.pid" || :`,
  `case $pid in 0|''|*[!0-9]*) ;; *) [ ! -d "/proc/$pid" ] || echo "gs_ctl build of $1 (process $pid)" ;; esac`,
].join('\n');

const LIMIT_MS = 20_000;

/** What of the original is at work on this node: a gs_sdr, or a build of the datanode in this directory. */
export const atWorkOn = async (host: Host, dataDirectory: string, signal?: AbortSignal): Promise<readonly string[]> => {
  const command = ['sh', '-c', AT_WORK_SCRIPT, 'sh', dataDirectory] as const;
  const { stdout } = await runOk(host, command, { timeoutMs: LIMIT_MS, ...(signal && { signal }) });
  return stdout.split('\n').filter(Boolean);
};
