// `npm run bench`: installs and compiles what is due, then measures. Arguments go to the bench.
import { prepare } from './prepare.mjs';

await prepare();
await import('../dist/bench/main.js');
