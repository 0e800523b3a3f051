/** Who takes the connections of business and of reports. */
export interface EntryPoint {
  readonly readWrite: readonly Server[];
  /** Nobody, before there is a cluster that follows: such clients are turned away. */
  readonly readOnly: readonly Server[];
}

export interface Server {
  readonly address: string;
  readonly port: number;
}

export interface Frontends {
  readonly readWritePort: number;
  readonly readOnlyPort: number;
  /** The database user by which HAProxy asks a server whether it lets the application in. */
  readonly user: string;
}

/** HAProxy's whole configuration. */
export const configurationOf = ({ readWrite, readOnly }: EntryPoint, frontends: Frontends): string => `defaults
  mode tcp
  timeout connect 3s
  timeout client 1h
  timeout server 1h

${listenOn('read_write', frontends.readWritePort, frontends.user, readWrite)}
${listenOn('read_only', frontends.readOnlyPort, frontends.user, readOnly)}`;

const listenOn = (name: string, port: number, user: string, servers: readonly Server[]): string =>
  [
    `listen ${name}`,
    `  bind 127.0.0.1:${port}`,
    `  option pgsql-check user ${user}`,
    `  balance roundrobin`,
    ...servers.map(
      ({ address, port: at }, index) => `  server ${name}_${index + 1} ${address}:${at} check inter 500ms`,
    ),
    ``,
  ].join('\n');
