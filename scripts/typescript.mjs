// `node --import ./scripts/typescript.mjs FILE.ts` runs TypeScript as it stands, as jest does for the tests: what is not
// shipped needs no place in dist/.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
