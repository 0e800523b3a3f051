// `npm run build` builds anew; `--when-due`, before packing, what has changed.
import { prepare } from './prepare.mjs';

await prepare({ force: !process.argv.includes('--when-due') });
