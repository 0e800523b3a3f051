import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Imports point down this list only; the lab stands beside it and sees the vocabulary, not the product. */
const root = resolve(import.meta.dirname, '..');
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  contract: ['domain'],
  cluster: ['domain'],
  engine: ['contract', 'domain'],
  activities: ['engine', 'cluster', 'domain'],
  workflows: ['activities', 'contract', 'domain'],
  nexus: ['engine', 'domain'],
  worker: ['nexus', 'workflows', 'activities', 'engine', 'cluster', 'domain'],
  client: ['worker', 'engine', 'cluster', 'domain', 'lab'],
  lab: ['domain'],
  demo: ['client', 'lab', 'domain'],
  bench: ['client', 'engine', 'lab', 'domain'],
};

/** What docs/architecture.md says of the folders, in its order. */
const described = [...readFileSync(join(root, 'docs', 'architecture.md'), 'utf8').matchAll(/^\| `(\w+)\/`/gm)].map(
  ([, folder = '']) => folder,
);

/** In the workflow sandbox there is no Node, and of activities only their types. */
const WORKFLOW_PACKAGES = ['@temporalio/workflow', '@temporalio/common'];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const sources = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

const importsOf = (file: string): readonly Import[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(/^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'/gms),
  ].map(([, type, target = '']) => ({ file, target, typeOnly: type !== undefined }));

const folderOf = ({ file, target }: Import): string =>
  relative(root, resolve(root, dirname(file), target)).split('/')[0] ?? '';

describe.each(Object.keys(MAY_IMPORT))('%s', (folder) => {
  const imports = sources(folder).flatMap(importsOf);

  test('imports only what stands below it', () => {
    const wrong = imports.filter(
      (entry) => entry.target.startsWith('.') && ![folder, ...(MAY_IMPORT[folder] ?? [])].includes(folderOf(entry)),
    );
    expect(wrong).toEqual([]);
  });
});

test('docs/architecture.md has every folder, each above those that it imports', () => {
  expect(described.toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
  const upwards = described.flatMap((folder, index) =>
    (MAY_IMPORT[folder] ?? []).filter((below) => described.indexOf(below) < index),
  );
  expect(upwards).toEqual([]);
});

test('the domain knows neither Node nor Temporal', () => {
  const foreign = sources('domain')
    .flatMap(importsOf)
    .filter(({ target }) => !target.startsWith('.'));
  expect(foreign.filter(({ target }) => !['zod', 'fast-xml-parser', 'fast-xml-validator'].includes(target))).toEqual(
    [],
  );
  expect(foreign.filter(({ file }) => !file.startsWith('domain/config/'))).toEqual([]);
});

test('workflows take only types from activities, and nothing from Node', () => {
  const imports = sources('workflows').flatMap(importsOf);
  const values = imports.filter((entry) => !entry.typeOnly);
  expect(values.filter((entry) => entry.target.startsWith('.') && folderOf(entry) === 'activities')).toEqual([]);
  expect(imports.filter(({ target }) => !target.startsWith('.') && !WORKFLOW_PACKAGES.includes(target))).toEqual([]);
});

test('nothing of the product knows that there is a lab', () => {
  for (const folder of ['domain', 'cluster', 'activities', 'workflows', 'worker']) {
    for (const file of sources(folder))
      expect([file, /\bSDR_LAB|\blab\//.test(readFileSync(join(root, file), 'utf8'))]).toEqual([file, false]);
  }
});

test('files are small: half of them under 100 lines, none over 400', () => {
  const lines = Object.keys(MAY_IMPORT)
    .flatMap(sources)
    .map((file) => readFileSync(join(root, file), 'utf8').split('\n').length)
    .toSorted((a, b) => a - b);
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(100);
  expect(lines.at(-1)).toBeLessThanOrEqual(400);
});
