import { SdrError } from '../../domain/errors.js';
import type { Host, RunOptions, RunResult } from '../host/host.js';
import { jobState, type Job, type JobHost } from '../host/job.js';
import { shown, type Command } from '../host/secret.js';
import { said } from './answers.js';
import type { Journal } from './journal.js';
import { shownText, shownWords } from './placeholders.js';
import type { PlannedCluster, PlannedNode } from './planned-cluster.js';
import { ruleFor } from './rules.js';

/**
 * A node on which nothing happens: what only looks is done on the real one, what would change something is noted and
 * answered as it is answered when it has been done, and what is read later shows it. Its jobs end at once.
 */
export const planningHost = (node: PlannedNode, cluster: PlannedCluster, journal: Journal): JobHost => {
  const { host, files } = node;
  /** Of jobs, by their directories. */
  const outputs = new Map<string, string>();
  const run = async (command: Command, options: RunOptions): Promise<RunResult> => {
    const [, ...words] = shownWords(command);
    const input = options.stdin ?? '';
    const rule = ruleFor(command[0], words, input);
    if (rule === undefined) throw unknown(host, command);
    const argv = rule.shown?.(words) ?? [command[0], ...words];
    const sql = command[0] === 'gsql' ? { sql: shownText(rule.shownInput?.(input.trim()) ?? input.trim()) } : {};
    // Noted before anything is waited for: the order is that of the asking.
    const note = journal.command({ kind: rule.kind, node: host.address, argv, ...sql, differences: [] });
    const asked = { node, cluster, words, input };
    if (rule.kind === 'look') {
      const look = (): Promise<RunResult> => host.run(command, options);
      return rule.answer === undefined ? look() : rule.answer({ ...asked, look });
    }
    const { stdout, differences } = await rule.answer(asked);
    note(differences);
    return said(stdout);
  };
  const change = async (path: string, make: () => Promise<void> | void): Promise<void> => {
    await journal.file(node, path);
    await make();
  };
  return {
    address: host.address,
    environment: () => host.environment(),
    run,
    readFile: (path) => files.read(path),
    list: (path) => files.list(path),
    writeFile: (path, content) => change(path, () => files.write(path, content)),
    remove: (path) => change(path, () => files.remove(path)),
    makeDirectory: (path) => change(path, () => files.makeDirectory(path)),
    close: () => Promise.resolve(),
    jobs: {
      start: async ({ command, directory }: Job) => {
        const result = await run(command, { timeoutMs: 0 });
        outputs.set(directory, result.kind === 'exited' ? result.stdout : '');
        return { kind: 'finished', exitCode: 0 };
      },
      state: (directory) => jobState(host, directory),
      output: (directory) => Promise.resolve(outputs.get(directory) ?? ''),
    },
  };
};

const unknown = ({ address }: Host, command: Command): SdrError =>
  new SdrError('E_INTERNAL', 'a plan does not know whether this changes anything, and has not run it', {
    node: address,
    command: shown(command),
  });
