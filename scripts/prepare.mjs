// Brings a clone to where it can run: installs what package-lock.json names, compiles, bundles the workflows.
// Each part is done only when it is due, and says so when it takes time.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const SOURCES = [
  ...['domain', 'engine', 'cluster', 'activities', 'workflows', 'nexus', 'contract'],
  ...['worker', 'client', 'lab', 'demo', 'bench'],
];

const say = (text) => process.stderr.write(`${text}\n`);

const run = (what, command, args) => {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) throw error;
  if (status !== 0) {
    say(`${what} failed`);
    process.exit(status ?? 1);
  }
};

const hashOf = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

const install = () => {
  const stamp = at('node_modules', '.durable-sdr-lock');
  const wanted = hashOf(at('package-lock.json'));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing packages (npm ci)');
  run('npm ci', process.platform === 'win32' ? 'npm.cmd' : 'npm', [
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  writeFileSync(stamp, wanted);
};

const newestIn = (directory) =>
  readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.c?ts$/.test(entry.name))
    .reduce((newest, entry) => Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs), 0);

const compile = async (force) => {
  const stamp = at('dist', '.built');
  const newest = Math.max(...SOURCES.filter((name) => existsSync(at(name))).map((name) => newestIn(at(name))));
  const lock = statSync(at('package-lock.json')).mtimeMs;
  if (!force && existsSync(stamp) && statSync(stamp).mtimeMs > Math.max(newest, lock)) return;
  say('compiling');
  run('compiling', process.execPath, [
    at('node_modules', '@typescript', 'native', 'bin', 'tsc'),
    '-p',
    'tsconfig.json',
  ]);
  await bundle();
  await bundleTools();
  writeFileSync(stamp, '');
};

const bundle = async () => {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { WORKFLOWS_PATH, WORKFLOW_BUNDLE } = await import('../dist/worker/workflow-bundle.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS_PATH,
    workflowInterceptorModules: [at('dist', 'workflows', 'sandbox', 'tracing.cjs')],
    failureConverterPath: at('dist', 'workflows', 'sandbox', 'failure-converter.js'),
    logger: new DefaultLogger('ERROR'),
  });
  writeFileSync(WORKFLOW_BUNDLE, code);
};

/** A start calls the lab's tools some hundred times: in one small file each, they come up in half the time. */
const bundleTools = async () => {
  const { build } = await import('esbuild');
  const { TOOLS } = await import('../dist/lab/tools/names.js');
  await build({
    entryPoints: [...new Set(Object.values(TOOLS))].map((file) => at('lab', 'tools', file.replace(/\.cjs$/, '.ts'))),
    outdir: at('dist', 'lab', 'tools'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    minify: true,
    target: 'node20',
    define: { 'import.meta.url': 'here' },
    banner: { js: "const here = require('node:url').pathToFileURL(__filename).href;" },
  });
};

/** Installs and compiles what is due. */
export const prepare = async ({ force = false } = {}) => {
  install();
  await compile(force);
};
