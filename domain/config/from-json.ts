import { z } from 'zod';
import { SdrError } from '../errors.js';
import type { ClusterName, ClusterPair } from '../topology.js';
import { checkConfiguration, checkOwnName, type Names } from './check.js';
import type { Fault, Read } from './fault.js';
import type { RawSide } from './raw.js';

const node = z.object({ ip: z.unknown(), dataIp: z.unknown(), shardNum: z.union([z.string(), z.number()]).optional() });
const side = z.object({ port: z.unknown(), shards: z.array(z.array(node)) });
const file = z.object({
  clusterName: z.string().optional(),
  remoteClusterName: z.string().optional(),
  localClusterConf: side,
  remoteClusterConf: side,
});

/**
 * Reads gs_sdr's JSON form; the names of the clusters may stand beside it.
 * @throws SdrError E_CONFIG_SYNTAX when the text is no JSON
 */
export const readJson = (text: string, names: Names = {}): Read<ClusterPair> => {
  const parsed = file.safeParse(parse(text));
  if (!parsed.success) return { kind: 'faults', faults: parsed.error.issues.map(faultOf) };
  const { clusterName, remoteClusterName, localClusterConf, remoteClusterConf } = parsed.data;
  return checkConfiguration(
    {
      ...(clusterName !== undefined && { cluster: clusterName }),
      ...(remoteClusterName !== undefined && { peer: remoteClusterName }),
      local: rawSide('localClusterConf', localClusterConf),
      remote: rawSide('remoteClusterConf', remoteClusterConf),
    },
    names,
  );
};

/**
 * The own cluster's name alone.
 * @throws SdrError E_CONFIG_SYNTAX when the text is no JSON
 */
export const clusterNameInJson = (text: string): Read<ClusterName> => {
  const parsed = file.pick({ clusterName: true }).safeParse(parse(text));
  if (!parsed.success) return { kind: 'faults', faults: parsed.error.issues.map(faultOf) };
  const { clusterName } = parsed.data;
  return checkOwnName({ ...(clusterName !== undefined && { cluster: clusterName }) });
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SdrError(
      'E_CONFIG_SYNTAX',
      `this is no JSON: ${placeOf(text, error instanceof Error ? error.message : String(error))}`,
    );
  }
};

/** The parser tells a position; people look for a line. */
const placeOf = (text: string, message: string): string => {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined || message.includes('line')) return message;
  const before = text.slice(0, Number(position)).split('\n');
  return `${message.replace(/ in JSON at position \d+.*/, '')} in line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
};

const faultOf = ({ path, message }: z.core.$ZodIssue): Fault => ({
  place: path.join('.') || 'the file',
  fault: message,
});

const rawSide = (name: string, { port, shards }: z.infer<typeof side>): RawSide => ({
  portPlace: `${name}.port`,
  port,
  nodesPlace: `${name}.shards`,
  shards: shards.map((shard) => shard.map(({ ip, dataIp }) => ({ ip, dataIp }))),
});
