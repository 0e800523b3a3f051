import { fileURLToPath } from 'node:url';
import { openLauncher, type Launcher } from '../../cluster/host/launcher.js';

/** What the build made of it: a process of its own cannot run from the source. */
export const LAUNCHER_PROCESS = fileURLToPath(new URL('../../dist/cluster/host/launcher-process.js', import.meta.url));

export const builtLauncher = (): Launcher => openLauncher(LAUNCHER_PROCESS);
