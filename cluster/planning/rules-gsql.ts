import { changed, said } from './answers.js';
import { CIPHER, TIME_LEFT } from './placeholders.js';
import type { Asked, Rule } from './rules.js';

/** Functions that only look. */
const LOOKING = new Set([
  ...['count', 'coalesce', 'pg_database_size'],
  ...['pg_get_replication_slots', 'pg_stat_get_wal_senders', 'pg_stat_get_wal_receiver'],
]);
const WHERE = 'global configuration';
const STORED = 'hadr_user_info';
/** The tool's own last line. */
const CLOSED = 'total time: 0  ms\n';

const sqlOf = ({ input }: Pick<Asked, 'input'>): string => input.trim();

/** One statement, `show` or `select`, that calls no function which might do something. */
const isLook = (sql: string): boolean =>
  /^(show|select)\s/.test(sql) &&
  !/;./s.test(sql) &&
  !/\b(into|for update|for share)\b/i.test(sql) &&
  [...sql.matchAll(/(\w+)\s*\(/g)].every(([, name = '']) => LOOKING.has(name) || WORDS.has(name));

/** What may stand before a parenthesis and calls nothing. */
const WORDS = new Set(['select', 'from', 'in', 'and', 'or', 'not', 'where']);

/** The wait for the main standby, and what its server sees of it, asked in one. */
const isAwaiting = (sql: string): boolean =>
  /^(DO \$sdr\$ BEGIN FOR i IN|select \(select count\(\*\)) .*gs_hadr_local_rto_and_rpo_stat\(\)/s.test(sql);

/** Main standbys, senders and builds that it would see. */
const CONNECTED = ['1', '1', '0'].join('\u001f');

export const GSQL_RULES: readonly Rule[] = [
  {
    tool: 'gsql',
    when: (asked) => /^ALTER GLOBAL CONFIGURATION with\(hadr_user_info =[^;]*\);$/.test(sqlOf(asked)),
    kind: 'change',
    answer: () => changed(CLOSED, { what: STORED, where: WHERE, before: null, after: CIPHER }),
  },
  {
    tool: 'gsql',
    when: (asked) => sqlOf(asked) === 'DROP GLOBAL CONFIGURATION hadr_user_info;',
    kind: 'change',
    answer: () => changed(CLOSED, { what: STORED, where: WHERE, before: CIPHER, after: null }),
  },
  {
    tool: 'gsql',
    when: (asked) => /^select \* from pg_drop_replication_slot\(.*\);$/.test(sqlOf(asked)),
    kind: 'change',
    answer: (asked) => {
      const slot = /\((.*)\);$/.exec(sqlOf(asked))?.[1] ?? '';
      return changed(CLOSED, { what: slot, where: 'replication slots', before: 'logical', after: null });
    },
  },
  {
    tool: 'gsql',
    when: (asked) => isAwaiting(sqlOf(asked)),
    kind: 'look',
    shownInput: (sql) => sql.replace(/(?<=FOR i IN 1\.\.)\d+/, TIME_LEFT),
    answer: ({ cluster }) => {
      cluster.manager = 'awaited';
      return said(`${CONNECTED}\n${CLOSED}`);
    },
  },
  {
    tool: 'gsql',
    when: (asked) => isLook(sqlOf(asked)),
    kind: 'look',
    answer: ({ cluster, node, look, input }) => {
      const parameter = /^show (\w+);?$/.exec(input.trim())?.[1];
      const planned = parameter === undefined ? undefined : cluster.settings.reloaded(node.host.address, parameter);
      return planned === undefined ? look() : said(`${planned}\n${CLOSED}`);
    },
  },
];
