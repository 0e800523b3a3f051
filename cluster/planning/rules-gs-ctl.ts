import { KEY_FILES } from '../hadr-keys.js';
import { KEY_FOLDER } from '../workspace.js';
import { behind, changed, said } from './answers.js';
import type { Asked, Rule } from './rules.js';

const directoryIn = (words: readonly string[]): string => behind(words, '-D') ?? '';

/** The copy of the primary cluster: its files of the same names are taken over, too. */
const build = ({ node, words }: Omit<Asked, 'look'>) => {
  const directory = directoryIn(words);
  node.built.add(directory);
  for (const name of ['pg_hba.conf', 'pg_ident.conf']) node.files.write(`${directory}/${name}`, TAKEN_OVER);
  return changed('build completed\n', {
    what: 'data',
    where: directory,
    before: '<of this cluster>',
    after: '<copy of the primary cluster>',
  });
};

const TAKEN_OVER = '# as the primary cluster has it\n';

/** The key files of a primary cluster of the same version and OS user: with others the start ends here. */
const copySecureFiles = async ({ node, words }: Omit<Asked, 'look'>) => {
  const { gpHome, osUser } = await node.host.environment();
  const folder = `${directoryIn(words)}/${KEY_FOLDER}`;
  const version = (await node.host.readFile(`${gpHome}/version.cfg`)) ?? '';
  await node.files.makeDirectory(folder);
  node.files.write(`${folder}/version.cfg`, version);
  node.files.write(`${folder}/.cluster_user_record`, osUser);
  for (const name of KEY_FILES) node.files.write(`${folder}/${name}`, 'of the primary cluster');
  return changed('copy remote secure files completed\n', {
    what: folder,
    where: node.host.address,
    before: null,
    after: '<key files of the primary cluster>',
  });
};

export const GS_CTL_RULES: readonly Rule[] = [
  {
    tool: 'gs_ctl',
    words: ['querybuild', '-D'],
    kind: 'look',
    answer: ({ node, words, look }) =>
      node.built.has(directoryIn(words)) ? said('        db_state : Build completed\n') : look(),
  },
  { tool: 'gs_ctl', words: ['query', '-D'], kind: 'look' },
  {
    tool: 'gs_ctl',
    words: ['build', '-D'],
    when: ({ words }) => words.includes('copy_secure_files'),
    kind: 'change',
    answer: copySecureFiles,
  },
  { tool: 'gs_ctl', words: ['build', '-D'], kind: 'change', answer: build },
  {
    tool: 'gs_ctl',
    words: ['start', '-D'],
    kind: 'change',
    answer: ({ words }) => changed(`server started (${directoryIn(words)})\n`),
  },
  { tool: 'gs_ctl', words: ['stop', '-D'], kind: 'change', answer: () => changed('server stopped\n') },
  { tool: 'gs_ctl', words: ['reload', '-D'], kind: 'change', answer: () => changed('server signaled\n') },
];
