import type { Difference } from '../../domain/plan/plan.js';
import { parseAssignment } from '../gs-guc.js';
import { EVERYWHERE } from '../guc-values.js';
import { missingLines } from '../pg-hba.js';
import { behind, changed, said } from './answers.js';
import type { PlannedNode } from './planned-cluster.js';
import type { Asked, Changed, Rule } from './rules.js';

const SUCCESS = 'Success to perform gs_guc!\n';

/** Which instances the words name: `-D <directory>`, or `-N all -I all`. */
const instancesIn = (words: readonly string[]): readonly string[] => words.slice(3, words.lastIndexOf('-c'));

const parameterOf = async ({ node, cluster, words }: Omit<Asked, 'look'>): Promise<Changed> => {
  const { parameter, value } = parseAssignment(behind(words, '-c') ?? '');
  const instances = await cluster.settings.instances(node.host, instancesIn(words), parameter);
  cluster.settings.write(instances, parameter, value);
  if (words[0] === 'reload') cluster.settings.reload(node.host.address, parameter, value);
  return changed(
    SUCCESS,
    ...instances.map((instance) => ({
      what: parameter,
      where: instance.node === EVERYWHERE ? 'every datanode' : instance.node,
      before: instance.value,
      after: value,
    })),
  );
};

const CM_FILES = { cmserver: '/cm_server/cm_server.conf', cmagent: '/cm_agent/cm_agent.conf' } as const;

/** CM's parameters stand in files that were read before they are written, to remember what was there. */
const cmParameter =
  (component: keyof typeof CM_FILES) =>
  async ({ cluster, words }: Omit<Asked, 'look'>): Promise<Changed> => {
    const { parameter, value } = parseAssignment(behind(words, '-c') ?? '');
    const differences = await Promise.all(
      [...cluster.nodes.values()].flatMap((node) =>
        node.files.known(CM_FILES[component]).map((path) => cmFile(node, path, parameter, value)),
      ),
    );
    return changed(SUCCESS, ...differences);
  };

const cmFile = async (
  { files }: PlannedNode,
  path: string,
  what: string,
  after: string | null,
): Promise<Difference> => {
  const text = (await files.read(path))?.toString('utf8') ?? '';
  const line = new RegExp(String.raw`^\s*${what}\s*=\s*(\w+).*$`, 'm');
  const before = line.exec(text)?.[1] ?? null;
  const set = `${after === null ? '#' : ''}${what} = ${after ?? ''}`;
  files.write(path, before === null ? `${text}\n${set}\n` : text.replace(line, set));
  return { what, where: path, before, after };
};

const hbaLines = async ({ node: { files, host }, words }: Omit<Asked, 'look'>): Promise<Changed> => {
  const path = `${behind(words, '-D') ?? ''}/pg_hba.conf`;
  const wanted = words.flatMap((word, index) => (words[index - 1] === '-h' ? [word] : []));
  const text = (await files.read(path))?.toString('utf8') ?? '';
  const missing = missingLines(text, wanted);
  files.write(path, `${text}${missing.map((line) => `${line}\n`).join('')}`);
  return changed(
    SUCCESS,
    ...missing.map((line) => ({ what: 'pg_hba.conf', where: host.address, before: null, after: line })),
  );
};

const writing = (
  rule: Pick<Extract<Rule, { kind: 'change' }>, 'when' | 'answer'>,
  ...words: string[]
): readonly Rule[] =>
  ['set', 'reload'].map((verb) => ({ tool: 'gs_guc', words: [verb, ...words], kind: 'change', ...rule }));

export const GS_GUC_RULES: readonly Rule[] = [
  {
    tool: 'gs_guc',
    words: ['check', '-Z', 'datanode'],
    kind: 'look',
    answer: async ({ cluster, words, look }) => {
      const result = await look();
      if (result.kind !== 'exited' || result.exitCode !== 0) return result;
      return said(cluster.settings.amended(result.stdout, behind(words, '-c') ?? ''));
    },
  },
  ...writing({ answer: parameterOf }, '-Z', 'datanode'),
  ...writing({ answer: cmParameter('cmserver') }, '-Z', 'cmserver'),
  ...writing({ answer: cmParameter('cmagent') }, '-Z', 'cmagent'),
  ...writing({ when: ({ words }) => words.includes('-h'), answer: hbaLines }, '-D'),
];
