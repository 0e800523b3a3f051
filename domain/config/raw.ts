/** A configuration as a file has it, whichever its form: nothing is checked yet but the form itself. */
export interface RawConfiguration {
  readonly cluster?: string;
  readonly peer?: string;
  readonly local: RawSide;
  readonly remote: RawSide;
  /** Addresses of the cluster's own nodes, where the form names them apart from the shards. */
  readonly known?: readonly string[];
}

export interface RawSide {
  /** Where the port stands, for messages. */
  readonly portPlace: string;
  readonly port: unknown;
  readonly nodesPlace: string;
  readonly shards: readonly (readonly RawNode[])[];
}

export interface RawNode {
  readonly ip: unknown;
  readonly dataIp: unknown;
}
