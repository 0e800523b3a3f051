import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { SdrError } from '../errors.js';
import type { ClusterName, ClusterPair } from '../topology.js';
import { checkConfiguration, checkOwnName, type Names } from './check.js';
import type { Fault, Read } from './fault.js';
import type { RawNode } from './raw.js';

type Params = ReadonlyMap<string, string>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  processEntities: false,
  isArray: (name) => name === 'PARAM' || name === 'DEVICE',
});

/**
 * Reads the cluster's install XML: CLUSTER's clusterName, and localStreamIpmap1, remoteStreamIpmap1, remotedataPortBase
 * and dataPortBase of the first DEVICE. remoteClusterName, this project's own, may stand in either.
 * @throws SdrError E_CONFIG_SYNTAX when the text is no XML
 */
export const readXml = (text: string, names: Names = {}): Read<ClusterPair> => {
  const root = parse(text);
  const cluster = paramsOf(child(root, 'CLUSTER'));
  const devices = list(child(child(root, 'DEVICELIST'), 'DEVICE')).map(paramsOf);
  const [first] = devices;
  if (first === undefined) return { kind: 'faults', faults: [{ place: 'DEVICELIST', fault: 'names no DEVICE' }] };
  const faults: Fault[] = [];
  const local = ipMap(first, 'localStreamIpmap1', faults);
  const remote = ipMap(first, 'remoteStreamIpmap1', faults);
  const clusterName = cluster.get('clusterName');
  const peer = cluster.get('remoteClusterName') ?? first.get('remoteClusterName');
  const checked = checkConfiguration(
    {
      ...(clusterName !== undefined && { cluster: clusterName }),
      ...(peer !== undefined && { peer }),
      local: {
        portPlace: 'dataPortBase',
        port: first.get('dataPortBase'),
        nodesPlace: 'localStreamIpmap1',
        shards: [local],
      },
      remote: {
        portPlace: 'remotedataPortBase',
        port: first.get('remotedataPortBase'),
        nodesPlace: 'remoteStreamIpmap1',
        shards: [remote],
      },
      known: devices.flatMap((device) =>
        [device.get('backIp1'), device.get('sshIp1')].filter((address) => address !== undefined),
      ),
    },
    names,
  );
  if (faults.length === 0) return checked;
  return {
    kind: 'faults',
    faults: [
      ...faults,
      ...(checked.kind === 'faults' ? checked.faults.filter(({ fault }) => fault !== 'names no node') : []),
    ],
  };
};

/**
 * The own cluster's name alone.
 * @throws SdrError E_CONFIG_SYNTAX when the text is no XML
 */
export const clusterNameInXml = (text: string): Read<ClusterName> => {
  const clusterName = paramsOf(child(parse(text), 'CLUSTER')).get('clusterName');
  return checkOwnName({ ...(clusterName !== undefined && { cluster: clusterName }) });
};

const parse = (text: string): unknown => {
  const root = child(parsed(text), 'ROOT');
  if (root === undefined) throw new SdrError('E_CONFIG_SYNTAX', 'this is no cluster XML: there is no ROOT');
  return root;
};

/** The parser, too, refuses some texts that are well-formed: elements called as what every object has. */
const parsed = (text: string): unknown => {
  try {
    SyntaxValidator.validate(text);
    return parser.parse(text);
  } catch (error) {
    throw new SdrError('E_CONFIG_SYNTAX', `this is no XML: ${faultIn(error)}`);
  }
};

const faultIn = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const [line, column] = [child(error, 'line'), child(error, 'col')];
  return typeof line === 'number' && typeof column === 'number'
    ? `${message} (line ${line}, column ${column})`
    : message;
};

const child = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

const paramsOf = (element: unknown): Params =>
  new Map(
    list(child(element, 'PARAM')).flatMap((param) => {
      const [name, value] = [child(param, 'name'), child(param, 'value')];
      return typeof name === 'string' && typeof value === 'string' ? [[name, value.trim()] as const] : [];
    }),
  );

/** `(sshIp,dataIp),(sshIp,dataIp)…` */
const ipMap = (device: Params, name: string, faults: Fault[]): readonly RawNode[] => {
  const text = device.get(name);
  if (text === undefined) {
    faults.push({ place: name, fault: 'this PARAM is missing in the first DEVICE' });
    return [];
  }
  const compact = text.replaceAll(/\s/g, '');
  if (!/^\([^(),]+,[^(),]+\)(,\([^(),]+,[^(),]+\))*$/.test(compact)) {
    faults.push({ place: name, fault: `"${text}" is not of the form (sshIp,dataIp),(sshIp,dataIp)` });
    return [];
  }
  return [...compact.matchAll(/\(([^(),]+),([^(),]+)\)/g)].map(([, ip, dataIp]) => ({ ip, dataIp }));
};
