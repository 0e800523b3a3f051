import { readConfiguration } from 'durable-sdr/client';
import { bothOf, startRequest, type BothRequest } from 'durable-sdr/contract';
import { randomBytes } from 'node:crypto';
import type { Database } from '../activities/business.js';
import type { Server } from '../entry-point/configuration.js';
import { sdr, sdrRunning, type Running } from './process.js';

/** Two regions to rehearse on: durable-sdr's lab, with an application that has a database user there. */
export interface Regions {
  readonly directory: string;
  readonly application: Database;
  /** Where the application writes. */
  readonly primary: Server;
  /** What it is about: both sides of a start, for a runbook. */
  readonly request: BothRequest;
  /** Lets the application into all nodes of a cluster. */
  readonly admit: (cluster: ClusterName) => Promise<void>;
  readonly fault: (...words: readonly string[]) => Promise<unknown>;
  readonly heal: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

export type ClusterName = 'north' | 'south';

/** As `sdr lab up --json` prints it. */
interface LabMade {
  readonly directory: string;
  readonly clusters: readonly {
    readonly name: ClusterName;
    readonly xml: string;
    readonly nodes: readonly { readonly name: string; readonly ip: string }[];
  }[];
}

/** The base port of every datanode of the lab. */
const PORT = 26_000;

export const makeRegions = async (): Promise<Regions> => {
  const lab = ['--name', `runbook-${process.pid}`];
  const { directory, clusters } = JSON.parse(await sdr(['lab', 'up', ...lab, '--bytes', '8MB', '--json'])) as LabMade;
  const named = (name: ClusterName) => {
    const cluster = clusters.find((candidate) => candidate.name === name);
    if (cluster === undefined) throw new Error(`the lab has no ${name}`);
    return cluster;
  };
  const on = (node: string, command: readonly string[], input?: string) =>
    sdr(['lab', 'exec', ...lab, node, ...command], input);
  const application = { database: 'bank', user: 'app', password: randomBytes(12).toString('hex') };
  await on('north1', ['gsql', '-p', String(PORT), '-d', application.database, '--file=-'], userSql(application));
  return {
    directory,
    application,
    primary: { address: named('north').nodes[0]?.ip ?? '', port: PORT },
    request: await requestOf(named('north').xml, named('south').xml),
    admit: async (cluster) => {
      const line = `host all ${application.user} 127.0.0.1/32 sha256`;
      const admitAt = ({ name }: { readonly name: string }) =>
        on(name, ['gs_guc', 'reload', '-Z', 'datanode', '-I', 'all', '-h', line]);
      await Promise.all(named(cluster).nodes.map(admitAt));
    },
    fault: (...words) => sdr(['lab', 'fault', ...words, ...lab]),
    heal: () => sdr(['lab', 'heal', ...lab]),
    end: () => sdr(['lab', 'down', ...lab]),
  };
};

const userSql = ({ user, password }: Database): string => `
create user ${user} with password '${password}';
grant select, insert on journal to ${user};
grant usage on sequence journal_id_seq to ${user};
`;

/** That south is erased is what is rehearsed. A runbook does not wait for an operator: what fails, fails. */
const requestOf = async (northXml: string, southXml: string): Promise<BothRequest> => {
  const [north, south] = await Promise.all([northXml, southXml].map((xml) => readConfiguration({ xml })));
  if (north === undefined || south === undefined) throw new Error('two files are two configurations');
  const choices = { onFailure: 'fail', by: 'the rehearsal' } as const;
  return bothOf(
    startRequest(north, 'primary', choices),
    startRequest(south, 'disaster_standby', {
      ...choices,
      overwrite: { confirmed: south.cluster, despiteSessions: false },
    }),
  );
};

export interface Services {
  readonly address: string;
  readonly web: string;
}

/** A Temporal server with Web UI, and a worker of durable-sdr for each cluster. */
export const startServices = async (end: (closing: () => Promise<unknown>) => void): Promise<Services> => {
  const lab = ['--name', `runbook-${process.pid}`];
  const service = await sdrRunning(['lab', 'temporal', ...lab], /Web UI: \S+/);
  end(service.end);
  const address = /TEMPORAL_ADDRESS=(\S+)/.exec(service.said)?.[1] ?? '';
  const workers = (['north', 'south'] as const).map(async (cluster): Promise<Running> => {
    const worker = await sdrRunning(['lab', 'worker', ...lab, cluster], /the worker is ready/, {
      TEMPORAL_ADDRESS: address,
    });
    end(worker.end);
    return worker;
  });
  await Promise.all(workers);
  return { address, web: /Web UI: (\S+)/.exec(service.said)?.[1] ?? '' };
};
