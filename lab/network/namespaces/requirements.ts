import { execa } from 'execa';
import { SdrError } from '../../../domain/errors.js';
import { PACKAGES, ROOT_PATH, SYSTEM_PROGRAMS, locate, pathOf } from './programs.js';

/** One of each that a lab needs of the kernel, in namespaces that are gone when this ends. */
const PROBE = `
hostname probe
mount -t tmpfs probe /run
ip link add one type veth peer name other
ip link add lan type bridge
nft -f - <<'END'
table ip probe {
  chain ports { type nat hook prerouting priority dstnat; fib daddr type local tcp dport 2 dnat to :1; }
  chain ways { type filter hook forward priority filter; ip protocol tcp reject with tcp reset; }
}
END
tc qdisc add dev one root tbf rate 1000000bps burst 10kb latency 50ms
`;

/**
 * That this machine can have nodes that are machines of their own. Nothing is changed by it.
 * @throws SdrError E_LAB_NETNS, which says what is lacking
 */
export const requireNamespaces = async (): Promise<void> => {
  if (process.getuid?.() !== 0) throw new SdrError('E_LAB_NETNS', 'only root can make network namespaces');
  const missing = missingPrograms();
  if (missing !== undefined) throw new SdrError('E_LAB_NETNS', missing);
  const { failed, stderr } = await execa(pathOf('unshare'), ['--net', '--uts', '--mount', '--', 'sh', '-e'], {
    input: PROBE,
    env: { PATH: ROOT_PATH },
    extendEnv: false,
    reject: false,
    cleanup: false,
  });
  if (failed)
    throw new SdrError('E_LAB_NETNS', `the kernel, or the container this runs in, does not allow it: ${stderr.trim()}`);
};

/** What is to be installed, in words; undefined when everything is there. */
export const missingPrograms = (): string | undefined => {
  const missing = SYSTEM_PROGRAMS.filter((name) => locate(name) === undefined);
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.map((name) => PACKAGES[name]))];
  return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing: install ${packages.join(', ')}`;
};
