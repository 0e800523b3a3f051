import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { result } from '../cli/output.js';
import { examples, withNotes } from '../../worker/notes.js';

/** Options that take a cluster which Temporal may know. */
const TAKES_CLUSTER = ['cluster', 'peer'] as const;

/** Who presses TAB waits this long, and no longer, for the names. */
const PATIENCE_MS = 3_000;

/** What the printed script needs of the package bash-completion, where that is not installed. */
const WITHOUT_BASH_COMPLETION = `if ! declare -F _get_comp_words_by_ref >/dev/null; then
  _get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]}")
    cword=$COMP_CWORD
    cur=\${COMP_WORDS[COMP_CWORD]}
    prev=\${COMP_WORDS[COMP_CWORD - 1]}
  }
fi`;

const NOTES = examples(
  ['bash, in ~/.bashrc', 'source <(sdr completion bash)'],
  ['zsh, in ~/.zshrc', 'source <(sdr completion zsh)'],
  ['fish, in ~/.config/fish/config.fish', 'sdr completion fish | source'],
);

export type FillIn = (words: readonly string[]) => Promise<void>;

/**
 * `sdr completion <shell>` prints a script with which the shell completes commands, options and their values, and the
 * names of clusters that Temporal knows. The library reads all of it from the commands themselves.
 * @returns what is to be called with the command line before it is obeyed
 */
export const addCompletion = (program: Command): FillIn => {
  const completions = tab(program, { completionCommandName: 'completion' });
  const command = program.commands.find((one) => one.name() === 'completion');
  command
    ?.description('print a script that lets your shell complete commands, options and cluster names')
    .hook('preAction', ({ args }) => {
      if (args[0] === 'bash') result(WITHOUT_BASH_COMPLETION);
    });
  if (command) withNotes(command, NOTES);
  return async (words) => {
    if (words[0] !== 'complete' || !asksForCluster(words)) return;
    const names = await Promise.race([clusterNames(), patience()]);
    for (const command of completions.commands.values()) {
      for (const option of TAKES_CLUSTER) {
        const known = command.options.get(option);
        if (known !== undefined) known.handler = (complete) => names.forEach((name) => complete(name, 'cluster'));
      }
    }
  };
};

const asksForCluster = (words: readonly string[]): boolean =>
  TAKES_CLUSTER.some((option) => words.at(-2) === `--${option}` || words.at(-1)?.startsWith(`--${option}=`));

/** Without a Temporal Service there are none to offer, which is no error for who types. */
const clusterNames = async (): Promise<readonly string[]> => {
  const { connectEngine } = await import('../../engine/connection.js');
  const { listRuns } = await import('../../engine/runs.js');
  try {
    const engine = await connectEngine();
    const runs = await listRuns(engine);
    return [...new Set(runs.flatMap(({ state: { request } }) => [request.pair.cluster, request.pair.peer]))];
  } catch {
    return [];
  }
};

const patience = (): Promise<readonly string[]> =>
  new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS, []).unref();
  });
