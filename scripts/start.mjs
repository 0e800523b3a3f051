// `npm start`: installs and compiles what is due, then plays the demonstration.
import { prepare } from './prepare.mjs';

await prepare();
await import('../dist/demo/main.js');
