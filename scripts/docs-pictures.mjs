// `npm run docs-pictures`: the tests in the browser, which take the pictures of docs/web-ui.md on their way.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const env = { ...process.env, SDR_TEST_CHROMIUM: 'required', SDR_PICTURES: join(root, 'docs', 'images') };
const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'test.mjs'), 'test/webui'], {
  cwd: root,
  stdio: 'inherit',
  env,
});
process.exitCode = status ?? 1;
