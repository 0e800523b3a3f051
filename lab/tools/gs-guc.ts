import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canReach } from '../faults/in-force.js';
import { writeAtomic } from '../files/atomic.js';
import { parameter, withParameter } from '../files/parameter-file.js';
import { reloadInstance } from '../postgres/control.js';
import { stalePid } from '../postgres/instance.js';
import type { LabNode } from '../topology.js';
import { buildPid, isHalfBuilt } from './build-files.js';
import { option, parseOptions, runTool, type Options, type Tool } from './tool.js';

/** gs_guc: check, set, reload of datanodes' files, `-h` lines of pg_hba.conf, files of CM on all nodes, key generation. */
const KNOWN =
  /^(replconninfo[1-8]|wal_keep_segments|enable_dcf|synchronous_commit|most_available_sync|stream_cluster_run_mode|default_transaction_read_only|port|listen_addresses|max_connections|wal_sender_timeout|backup_open|agent_backup_open)$/;

void runTool('gs_guc', (tool) => {
  const [verb, ...argv] = tool.argv;
  const options = parseOptions(argv);
  tool.err(`The gs_guc run with the following arguments: [gs_guc ${tool.argv.join(' ')}].\n`);
  if (verb === 'generate') return generateKeys(options);
  if (verb !== 'check' && verb !== 'set' && verb !== 'reload') return usage(tool, verb);
  if (option(options, '-N') !== undefined) return everywhere(tool, verb, options);
  return verb === 'check' ? check(tool, options) : change(tool, verb, options);
});

function usage(tool: Tool, verb = ''): number {
  tool.out(`gs_guc: unrecognized operation mode "${verb}"\n`);
  return 1;
}

function configurationFile(options: Options, tool: Tool): string {
  return join(option(options, '-D') ?? tool.node.datanode.directory, 'postgresql.conf');
}

function nameAndValue(text: string): readonly [string, string | null] {
  const at = text.indexOf('=');
  return at < 0 ? [text.trim(), null] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function refusedName(tool: Tool, name: string): boolean {
  if (KNOWN.test(name)) return false;
  tool.out(`ERROR: The name of parameter "${name}" is incorrect, please check if the parameters are required.\n`);
  return true;
}

/** While a build runs, and after one that did not end, until one does. */
function refusedForBuild(tool: Tool, directory: string): boolean {
  if (buildPid(directory) === undefined && !isHalfBuilt(directory)) return false;
  tool.out('gs_guc:The gs_ctl build is doing now, the gs_guc process should be stopped.\n');
  return true;
}

/** An unset parameter is said to be NULL three times, a set one's expectation once. */
function check(tool: Tool, options: Options): number {
  if (refusedForBuild(tool, option(options, '-D') ?? tool.node.datanode.directory)) return 1;
  const [name] = nameAndValue(option(options, '-c') ?? '');
  if (refusedName(tool, name)) return 1;
  const file = configurationFile(options, tool);
  const value = parameter(readFileSync(file, 'utf8'), name);
  const shown = value ?? 'NULL';
  const details =
    value === undefined
      ? [`The details for ${name}:`, `    [${tool.node.name}]  ${name}=NULL  [${file}]`]
      : [`The value of parameter ${name} is same on all instances.`, `    ${name}=${value}`];
  tool.out(
    [
      `expected guc information: ${tool.node.name}: ${name}=NULL: [${file}]`,
      `gs_guc check: ${tool.node.name}: ${name}=${shown}: [${file}]`,
      '',
      `Total GUC values: 1. Failed GUC values: 0.`,
      ...details,
      '',
    ].join('\n'),
  );
  return 0;
}

function change(tool: Tool, verb: 'set' | 'reload', options: Options): number {
  const hba = options.values.get('-h') ?? [];
  const directory = option(options, '-D') ?? tool.node.datanode.directory;
  const file = join(directory, hba.length > 0 ? 'pg_hba.conf' : 'postgresql.conf');
  if (refusedForBuild(tool, directory)) return 1;
  tool.out(`expected instance path: [${file}]\n`);
  if (hba.length > 0) {
    for (const line of hba) tool.out(`gs_guc sethba: ${line}: [${file}]\n`);
    writeAtomic(file, withHbaLines(readFileSync(file, 'utf8'), hba), 0o600);
  } else {
    const [name, value] = nameAndValue(option(options, '-c') ?? '');
    if (refusedName(tool, name)) return 1;
    writeAtomic(file, withParameter(readFileSync(file, 'utf8'), name, value), 0o600);
    tool.out(
      value === null ? `gs_guc ${verb}: #${name}: [${file}]\n` : `gs_guc ${verb}: ${name}=${value}: [${file}]\n`,
    );
  }
  return verb === 'reload' && !signal(tool, directory) ? failure(tool, file) : success(tool);
}

/** The file is changed all the same when there is no server to signal, or one that was killed. */
function signal(tool: Tool, directory: string): boolean {
  if (reloadInstance(tool.topology, tool.node)) {
    tool.out('server signaled\n');
    return true;
  }
  if (stalePid(tool.node) !== undefined) {
    tool.out('gaussdb is not alive.\n');
    return false;
  }
  tool.out(`gs_guc: PID file "${directory}/postmaster.pid" does not exist\nIs server running?\n`);
  return false;
}

function success(tool: Tool): number {
  tool.out('\nTotal instances: 1. Failed instances: 0.\nSuccess to perform gs_guc!\n\n');
  return 0;
}

function failure(tool: Tool, file: string): number {
  tool.out(
    [
      '',
      'Total instances: 1. Failed instances: 1.',
      'Failed instance information:',
      `    [${tool.node.name}]    [${file}]`,
      'Failure to perform gs_guc!',
      '',
    ].join('\n'),
  );
  return 1;
}

function fields(line: string): readonly string[] {
  return line.trim().split(/\s+/);
}

/** A line for the same type, database, user and address is replaced; another one is put in front, so that it counts. */
function withHbaLines(text: string, lines: readonly string[]): string {
  const key = (line: string): string => fields(line).slice(0, 4).join(' ');
  return lines.reduce((file, line) => {
    const all = file.split('\n');
    const at = all.findIndex((present) => !present.trimStart().startsWith('#') && key(present) === key(line));
    return at >= 0 ? all.with(at, line).join('\n') : `${file.replace(/\n*$/, '\n')}${line}\n`;
  }, text);
}

/** On all nodes, as the real tool does by ssh: a node that cannot be reached fails the whole. */
function everywhere(tool: Tool, verb: 'check' | 'set' | 'reload', options: Options): number {
  const component = option(options, '-Z') ?? 'datanode';
  const which = option(options, '-N');
  const nodes = tool.topology.clusters[tool.node.cluster].nodes.filter(
    (node) => which === 'all' || node.name === which,
  );
  const [name, value] = nameAndValue(option(options, '-c') ?? '');
  if (refusedName(tool, name)) return 1;
  if (verb === 'check') return checkEverywhere(tool, nodes, name);
  tool.out(`Begin to perform the total nodes: ${nodes.length}.\n`);
  const failed = nodes.filter((node) => !perform(tool, node, component, verb, name, value));
  tool.out(
    `Popen count is ${nodes.length}, Popen success count is ${nodes.length - failed.length}, Popen failure count is ${failed.length}.\n`,
  );
  tool.out(
    `Begin to perform gs_guc for datanodes.\nCommand count is ${nodes.length}, Command success count is ${nodes.length - failed.length}, Command failure count is ${failed.length}.\n\n`,
  );
  tool.out(`Total instances: ${nodes.length}. Failed instances: ${failed.length}.\n`);
  tool.out(failed.length === 0 ? 'ALL: Success to perform gs_guc!\n\n' : 'ALL: Failure to perform gs_guc!\n\n');
  return failed.length === 0 ? 0 : 1;
}

/** What each node answers goes to a file that nobody sees; one value for all, or one for each where they differ or one is unset. */
function checkEverywhere(tool: Tool, nodes: readonly LabNode[], name: string): number {
  const away = nodes.filter((node) => !canReach(tool.topology.directory, tool.node.name, node.name));
  if (away.length > 0) {
    tool.out(`Failed node names:\n${away.map((node) => `    [${node.name}]\n`).join('')}`);
    return 1;
  }
  const found = nodes.map((node) => {
    const file = fileOf(node, 'datanode');
    return { node, file, value: parameter(readFileSync(file, 'utf8'), name) };
  });
  const [first] = found;
  tool.out(`\nTotal GUC values: ${nodes.length}. Failed GUC values: 0.\n`);
  if (first?.value !== undefined && found.every(({ value }) => value === first.value)) {
    tool.out(`The value of parameter ${name} is same on all instances.\n    ${name}=${first.value}\n\n`);
    return 0;
  }
  const lines = found.map(({ node, file, value }) => `    [${node.name}]  ${name}=${value ?? 'NULL'}  [${file}]\n`);
  tool.out(`The details for ${name}:\n${lines.join('')}\n`);
  return 0;
}

function perform(
  tool: Tool,
  node: LabNode,
  component: string,
  verb: 'set' | 'reload',
  name: string,
  value: string | null,
): boolean {
  if (component === 'coordinator') return true;
  if (!canReach(tool.topology.directory, tool.node.name, node.name)) return false;
  const file = fileOf(node, component);
  if (!existsSync(file)) return false;
  writeAtomic(file, withParameter(readFileSync(file, 'utf8'), name, value), 0o600);
  return verb === 'set' || component !== 'datanode' || reloadInstance(tool.topology, node);
}

function fileOf(node: LabNode, component: string): string {
  switch (component) {
    case 'cmserver':
      return join(node.cmDir, 'cm_server', 'cm_server.conf');
    case 'cmagent':
      return join(node.cmDir, 'cm_agent', 'cm_agent.conf');
    default:
      return join(node.datanode.directory, 'postgresql.conf');
  }
}

function generateKeys(options: Options): number {
  const directory = option(options, '-D') ?? '.';
  const name = option(options, '-o') ?? 'server';
  writeFileSync(join(directory, `${name}.key.cipher`), randomBytes(32), { mode: 0o600 });
  writeFileSync(join(directory, `${name}.key.rand`), randomBytes(32), { mode: 0o600 });
  return 0;
}
