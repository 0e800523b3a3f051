import { execa } from 'execa';
import { claimFirst } from '../../ranges.js';
import { LAB_CLUSTERS, type LabNetwork } from '../../topology.js';
import { subnetsOf } from '../addresses.js';
import { pathOf } from './programs.js';

const FIRST = 2;
const LAST = 250;

/** The first range that no lab has and to which no route of this machine leads. */
export const claimNamespaces = async (directory: string): Promise<LabNetwork> => {
  const { stdout } = await execa(pathOf('ip'), ['-json', '-4', 'route', 'show', 'table', 'all'], { cleanup: false });
  const routes = destinations(stdout);
  const candidates = Array.from({ length: (LAST - FIRST) / 2 + 1 }, (_, index) => FIRST + 2 * index).map((range) => ({
    name: `netns-${range}`,
    range,
    isFree: () =>
      Promise.resolve(!networksOf(range).some((network) => routes.some((route) => overlap(route, network)))),
  }));
  const { range } = await claimFirst(directory, candidates);
  return { kind: 'namespaces', range };
};

/** A network: its first address as a number, and how many bits all of its addresses share. */
interface Network {
  readonly first: number;
  readonly bits: number;
}

const networksOf = (range: number): readonly Network[] =>
  LAB_CLUSTERS.map((cluster) => network(`${subnetsOf(range, cluster).management}.0/23`));

/** The default route leads everywhere, and says nothing about what is there. */
const destinations = (json: string): readonly Network[] =>
  (JSON.parse(json) as readonly { readonly dst: string }[])
    .map(({ dst }) => network(dst))
    .filter(({ bits }) => bits > 0);

const network = (text: string): Network => {
  const [address = '', bits = '32'] = text.split('/');
  const numbers = address.split('.').map(Number);
  if (numbers.length !== 4) return { first: 0, bits: 0 };
  return { first: numbers.reduce((all, number) => all * 256 + number, 0), bits: Number(bits) };
};

const overlap = (a: Network, b: Network): boolean => {
  const size = 2 ** (32 - Math.min(a.bits, b.bits));
  return Math.floor(a.first / size) === Math.floor(b.first / size);
};
