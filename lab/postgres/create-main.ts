import { readFileSync } from 'node:fs';
import { LAB_VARIABLE, readTopology } from '../topology.js';
import { createDatanodes, type Contents } from './create.js';

/** Makes the datanodes of the cluster named on the command line; what is in them comes in on standard input. */
const topology = readTopology(process.env[LAB_VARIABLE] ?? '');
const name = process.argv[2] === 'south' ? 'south' : 'north';
await createDatanodes(topology, topology.clusters[name], JSON.parse(readFileSync(0, 'utf8')) as Contents);
