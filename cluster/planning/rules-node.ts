import { AT_WORK_SCRIPT } from '../at-work.js';
import { GENERATE_SCRIPT, KEY_FILES } from '../hadr-keys.js';
import { changed, said } from './answers.js';
import { CIPHER_TEXT } from './placeholders.js';
import type { Rule } from './rules.js';

const isGenerate = ([dash, script]: readonly string[]): boolean => dash === '-c' && script === GENERATE_SCRIPT;

const isAtWork = ([dash, script]: readonly string[]): boolean => dash === '-c' && script === AT_WORK_SCRIPT;

/** Commands of a node, and those that make keys. */
export const NODE_RULES: readonly Rule[] = [
  { tool: 'hostname', kind: 'look' },
  { tool: 'sh', when: ({ words }) => isAtWork(words), kind: 'look' },
  // Whether the other side can be reached now says nothing about when it is done: the network is taken to be there.
  { tool: 'ping', kind: 'look', answer: () => said() },
  {
    tool: 'sh',
    when: ({ words }) => isGenerate(words),
    kind: 'change',
    shown: ([, , , directory = '']) => ['gs_guc', 'generate', '-S', 'default', '-o', 'hadr', '-D', directory],
    answer: ({ node, words: [, , , directory = ''] }) => {
      const paths = KEY_FILES.map((name) => `${directory}/${name}`);
      for (const path of paths) node.files.write(path, 'planned');
      return changed(
        '',
        ...paths.map((path) => ({ what: path, where: node.host.address, before: null, after: '<key>' })),
      );
    },
  },
  // It changes nothing, but wants keys that may only be planned.
  { tool: 'gs_encrypt', kind: 'look', answer: () => said(`${CIPHER_TEXT}\n`) },
];
