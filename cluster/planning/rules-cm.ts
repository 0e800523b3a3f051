import { SdrError } from '../../domain/errors.js';
import { ddbGet } from '../cm-ctl.js';
import { changed, said } from './answers.js';
import type { Asked, Rule } from './rules.js';

const CM_DOWN = "cm_ctl: can't connect to cm_server.\n";

/** The store's value of a key as it would be. */
const valueOf = async ({ cluster, node }: Pick<Asked, 'cluster' | 'node'>, key: string): Promise<string | null> => {
  const planned = cluster.store.get(key);
  return planned === undefined ? ddbGet(node.host, key) : planned;
};

const store = async (asked: Omit<Asked, 'look'>, key: string, after: string | null) => {
  const before = await valueOf(asked, key);
  asked.cluster.store.set(key, after);
  const verb = after === null ? 'delete' : 'put';
  return changed(`cm_ctl: exec ddb --${verb} command success.\ncm_ctl: \n`, { what: key, where: 'DCC', before, after });
};

export const CM_RULES: readonly Rule[] = [
  { tool: 'cm_ctl', words: ['view'], kind: 'look' },
  {
    tool: 'cm_ctl',
    words: ['query', '-v'],
    kind: 'look',
    answer: ({ cluster, look, node }) => {
      if (cluster.manager === 'stopped') return said(CM_DOWN);
      if (cluster.manager !== 'started') return look();
      throw new SdrError('E_INTERNAL', 'a plan cannot know which datanodes CM shows after the cluster’s start', {
        node: node.host.address,
      });
    },
  },
  {
    tool: 'cm_ctl',
    words: ['query'],
    when: ({ words }) => words.length === 1,
    kind: 'look',
    answer: ({ cluster, look }) => {
      switch (cluster.manager) {
        case 'as found':
          return look();
        case 'stopped':
          return said(CM_DOWN);
        case 'awaited':
        case 'started':
          return said('cluster_state   : Normal\n');
      }
    },
  },
  {
    tool: 'cm_ctl',
    words: ['ddb', '--get'],
    kind: 'look',
    answer: ({ cluster, look, words: [, , key = ''] }) => {
      const planned = cluster.store.get(key);
      if (planned === undefined) return look();
      return said(
        planned === null
          ? 'cm_ctl: exec ddb --get command failed, err msg:\ncm_ctl: Key not found\n'
          : `cm_ctl: exec ddb --get command success.\ncm_ctl: ${planned}\n`,
      );
    },
  },
  {
    tool: 'cm_ctl',
    words: ['ddb', '--put'],
    kind: 'change',
    answer: (asked) => store(asked, asked.words[2] ?? '', asked.words[3] ?? ''),
  },
  {
    tool: 'cm_ctl',
    words: ['ddb', '--delete'],
    kind: 'change',
    answer: (asked) => store(asked, asked.words[2] ?? '', null),
  },
  {
    tool: 'cm_ctl',
    words: ['stop', '-n'],
    kind: 'change',
    answer: ({ cluster }) => {
      cluster.manager = 'stopped';
      return changed('cm_ctl: stop node successfully.\n');
    },
  },
  {
    tool: 'cm_ctl',
    words: ['start', '-t'],
    kind: 'change',
    answer: ({ cluster }) => {
      cluster.manager = 'started';
      return changed('cm_ctl: start cluster successfully.\n');
    },
  },
];
