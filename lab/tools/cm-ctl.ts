import { existsSync, rmSync } from 'node:fs';
import { DESIGNATED, manualStartFile } from '../cm/files.js';
import { readInstanceState } from '../postgres/instance.js';
import { CM_AGENT_PORT, CM_SERVER_PORT, type LabNode } from '../topology.js';
import { askNode } from '../cm/ask-node.js';
import { canReach } from '../faults/in-force.js';
import type { AgentRequest, ClusterStatus, ServerRequest } from '../cm/protocol.js';
import { printDetails, printTable } from './cm-ctl-print.js';
import { option, parseOptions, runTool, type Options, type Tool } from './tool.js';

/** cm_ctl: everything on stdout with its prefix, 255 for failure, 0 from ddb whatever happens. */
const FLAGS = [
  '-v',
  '-C',
  '-Cv',
  '-Cvi',
  '-Cvip',
  '-Cvid',
  '-Cvipd',
  '-Cvidp',
  '-Cvipdw',
  '-s',
  '-i',
  '-d',
  '-w',
  '--put',
  '--get',
  '--delete',
];

const NO_KEY_CODE = 1;
const SWITCHOVER_MS = 60_000;

void runTool('cm_ctl', (tool) => {
  const [verb, ...argv] = tool.argv;
  const options = parseOptions(argv, FLAGS);
  switch (verb) {
    case 'query':
      return query(tool, argv);
    case 'view':
      return view(tool);
    case 'ddb':
      return ddb(tool, options);
    case 'start':
      return start(tool, options);
    case 'stop':
      return stop(tool, options);
    case 'switchover':
      return switchover(tool, options);
    default:
      tool.out(`cm_ctl: unrecognized operation mode "${verb ?? ''}"\n`);
      return 255;
  }
});

function nodesHere({ topology, node }: Tool): readonly LabNode[] {
  return topology.clusters[node.cluster].nodes;
}

function askAgent(tool: Tool, to: LabNode, request: AgentRequest, limitMs: number): Promise<string> {
  return askNode(tool.topology, { from: tool.node, to, port: CM_AGENT_PORT }, request, limitMs);
}

/** The primary cm_server's answer; the others only point to it. */
async function askServer<Answer>(tool: Tool, request: ServerRequest): Promise<Answer | undefined> {
  for (const to of nodesHere(tool)) {
    try {
      const way = { from: tool.node, to, port: CM_SERVER_PORT };
      const answer = await askNode<Answer>(tool.topology, way, request, 6_000);
      if (!pointsElsewhere(answer, request)) return answer;
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

function pointsElsewhere(answer: unknown, request: ServerRequest): boolean {
  if (typeof answer !== 'object' || answer === null || !('primaryServer' in answer)) return false;
  return !(request.kind === 'status' && 'state' in answer);
}

async function query(tool: Tool, argv: readonly string[]): Promise<number> {
  const status = await askServer<ClusterStatus>(tool, { kind: 'status' });
  if (status === undefined) {
    tool.out(
      "cm_ctl: can't connect to cm_server.\nMaybe cm_server is not running, or timeout expired. Please try again.\n",
    );
    return 255;
  }
  const letters = argv.filter((word) => word.startsWith('-')).join('');
  if (letters.includes('C')) printTable(tool, status, letters);
  else printDetails(tool, status, letters.includes('v'));
  return 0;
}

/** Of the three nodes each has a cm_server: only such a node's cmDataPath is shown. */
function view(tool: Tool): number {
  const nodes = nodesHere(tool);
  tool.out(`NodeHeader:\nversion:301\ntime:0\nnodeCount:${nodes.length}\nnode:${tool.node.id}\n`);
  for (const node of nodes) {
    tool.out(`node :${node.id}\nnodeName:${node.name}\ncmDataPath :${node.cmDir}\nsshChannel 1:${node.ip}\n`);
  }
  return 0;
}

/** Success and failure both print two lines and end with 0; only without a cm_server it is one. */
async function ddb(tool: Tool, options: Options): Promise<number> {
  const verb = (['put', 'get', 'delete'] as const).find((word) => options.values.has(`--${word}`));
  const [key, value] = options.rest;
  if (verb === undefined || key === undefined) {
    tool.out('cm_ctl: exec ddb cmd fail, no such command.\n');
    return 0;
  }
  const request: ServerRequest = { kind: 'ddb', verb, key, ...(value !== undefined && { value }) };
  const answer = await askServer<string | null>(tool, request);
  if (answer === undefined) tool.out("cm_ctl: exec ddb cmd fail, can't connect to cmserver.\n");
  else if (answer === null) {
    tool.out(
      `cm_ctl: exec ddb --${verb} command failed, err msg:\n[can't find the key, ${NO_KEY_CODE}: Key not found]\n`,
    );
  } else tool.out(`cm_ctl: exec ddb --${verb} command success.\ncm_ctl: ${verb === 'get' ? answer : ''}\n`);
  return 0;
}

/** Waits until the cluster is Normal, on Degraded too. Like the real one since 6.0 it ends with 0, whatever came of it. */
async function start(tool: Tool, options: Options): Promise<number> {
  const limit = Number(option(options, '-t') ?? 600);
  const deadline = Date.now() + limit * 1000;
  tool.out('cm_ctl: checking cluster status.\ncm_ctl: start cluster. \n');
  for (const node of nodesHere(tool)) {
    tool.out(`cm_ctl: start nodeid: ${node.id}\n`);
    await startOne(tool, node);
  }
  while (Date.now() < deadline) {
    const status = await askServer<ClusterStatus>(tool, { kind: 'status' });
    if (status?.state === 'Normal') {
      tool.out('\ncm_ctl: start cluster successfully.\n');
      return 0;
    }
    tool.out('.');
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  tool.out(
    `\ncm_ctl: start cluster failed in (${limit})s!\n\nHINT: Maybe the cluster is continually being started in the background.\n`,
  );
  return 0;
}

/** Where no agent runs only the mark of a stop is taken away, over ssh: one that comes back starts what it finds wanted. */
async function startOne(tool: Tool, node: LabNode): Promise<void> {
  if (!canReach(tool.topology.directory, tool.node.name, node.name)) return;
  rmSync(manualStartFile(node), { force: true });
  await askAgent(tool, node, { kind: 'start node' }, 120_000).catch(() => undefined);
}

async function stop(tool: Tool, options: Options): Promise<number> {
  const limit = Number(option(options, '-t') ?? 600);
  const how = option(options, '-m')?.startsWith('i') ? 'immediate' : 'fast';
  const id = option(options, '-n');
  const nodes = nodesHere(tool).filter((node) => id === undefined || node.id === Number(id));
  tool.out(id === undefined ? 'cm_ctl: stop cluster. \n' : `cm_ctl: stop the node: ${id}. \n`);
  const stopped = await Promise.all(nodes.map((node) => stopOne(tool, node, how, limit)));
  if (stopped.every(Boolean)) {
    tool.out(id === undefined ? '\ncm_ctl: stop cluster successfully.\n' : '\ncm_ctl: stop node successfully.\n');
    return 0;
  }
  tool.out(`\ncm_ctl: stop node failed in (${limit})s!\n`);
  return 255;
}

/** A node without an agent counts as stopped when its datanode is down by its own mark. */
async function stopOne(tool: Tool, node: LabNode, how: 'immediate' | 'fast', limit: number): Promise<boolean> {
  try {
    await askAgent(tool, node, { kind: 'stop node', how }, limit * 1000);
    return true;
  } catch {
    return existsSync(manualStartFile(node));
  }
}

/** Every other datanode is a standby that has all the old primary wrote, since that one ends in good order first. */
async function switchover(tool: Tool, options: Options): Promise<number> {
  const target = nodesHere(tool).find(({ id }) => id === Number(option(options, '-n')));
  const old = nodesHere(tool).find((node) => readInstanceState(node)?.mode === 'primary');
  if (target === undefined || old === undefined || target === old) {
    tool.out('cm_ctl: can not do switchover at current role.\n');
    return 255;
  }
  await askServer(tool, { kind: 'ddb', verb: 'put', key: DESIGNATED, value: target.name });
  for (const node of [old, target]) await askAgent(tool, node, { kind: 'restart datanode' }, SWITCHOVER_MS);
  tool.out('cm_ctl: switchover successfully.\n');
  return 0;
}
