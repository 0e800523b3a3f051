import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import fc from 'fast-check';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseQuery, parseServers } from '../../cluster/cm-ctl.js';
import { readPassword, saveCredentials } from '../../cluster/credentials.js';
import { assignment, parseAssignment } from '../../cluster/gs-guc.js';
import { parseBuildState } from '../../cluster/gs-ctl.js';
import { parseRows } from '../../cluster/gsql.js';
import { framed } from '../../cluster/host/remote-shell.js';
import {
  foundIn,
  listScript,
  makeDirectoryScript,
  readScript,
  removeScript,
  replaceScript,
} from '../../cluster/host/file-scripts.js';
import { missingLines, refusals, withoutLines } from '../../cluster/pg-hba.js';
import { describeSlots, formatReplConnInfo, parseReplConnInfo } from '../../cluster/replconninfo.js';
import { commitIn } from '../../cluster/version.js';
import { SdrError } from '../../domain/errors.js';
import { hadrUser, isHadrUser } from '../../domain/hadr-user.js';
import { areBefore } from '../../domain/start/before.js';

/** Words that somebody could mean harm with, or that are just odd. */
const HOSTILE = [
  `'; drop table t; --`,
  '$(touch pwned)',
  '`touch pwned`',
  '; touch pwned',
  '| touch pwned',
  '&& touch pwned',
  '\ntouch pwned\n',
  `"`,
  `'`,
  `\\`,
  '%s%n',
  '-rf',
  '--',
  '-oProxyCommand=touch pwned',
  '../../pwned',
  '~',
  '*',
  '{a,b}',
  '名字',
  '\u202e',
  'x'.repeat(5_000),
  '\u0007\u001b[2J',
  '\r',
  ' ',
];
const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 60 }));
const withoutNul = hostile.filter((text) => !text.includes('\0'));

/** Without half a surrogate pair: such text cannot be written to a file. */
const isText = (text: string): boolean => Buffer.from(text).toString() === text;

let directory: string;
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), 'sdr-hostile-'))));
afterAll(() => rm(directory, { recursive: true, force: true }));

test.each<[string, (text: string) => unknown]>([
  ['cm_ctl query', parseQuery],
  ['cm_ctl query, of cm_servers', parseServers],
  ['gs_ctl querybuild', parseBuildState],
  ['gsql', parseRows],
  ['pg_hba.conf', (text) => [refusals(text, ['20.0.0.1']), missingLines(text, [text]), withoutLines(text, [text])]],
  ['replconninfo', (text) => [parseReplConnInfo(text), describeSlots([text])]],
  ['version.cfg', commitIn],
  ['a parameter’s assignment', parseAssignment],
  ['what was before', (text) => areBefore(text)],
])('any answer of %s is read without an exception', (_, read) => {
  const lines = fc.array(
    fc.oneof(hostile, fc.constantFrom('node : 1', 'host all all', 'db_state : ', 'localhost=', ':', '=')),
    { maxLength: 30 },
  );
  fc.assert(fc.property(lines, (all) => void read(all.join('\n'))));
});

test('a replconninfo and an assignment are read back as they were written', () => {
  const port = fc.integer({ min: 1024, max: 65_535 });
  const host = fc.ipV4();
  const info = fc.record({
    localhost: host,
    localport: port,
    localheartbeatport: port,
    localservice: port,
    remotehost: host,
    remoteport: port,
    remoteheartbeatport: port,
    remoteservice: port,
    iscascade: fc.boolean(),
    iscrossregion: fc.boolean(),
  });
  fc.assert(fc.property(info, (value) => expect(parseReplConnInfo(formatReplConnInfo(value))).toEqual(value)));
  fc.assert(
    fc.property(
      withoutNul.filter((text) => !/[\r\n]/.test(text)),
      (value) => expect(parseAssignment(assignment('name', value))).toEqual({ parameter: 'name', value }),
    ),
  );
});

test('lines put into pg_hba.conf and taken out leave it as it was', () => {
  const plain = fc.stringMatching(/^host {1,3}[a-z]{1,5} [a-z]{1,5} 10\.0\.0\.\d trust$/);
  fc.assert(
    fc.property(fc.array(plain), fc.array(plain), (file, wanted) => {
      const missing = missingLines(file.join('\n'), wanted);
      const text = [...file, ...missing, ''].join('\n');
      expect(missingLines(text, wanted)).toEqual([]);
      expect(withoutLines(text, missing)).toBe([...file, ''].join('\n'));
    }),
  );
});

test('what CM says of a datanode is not believed when its directory leads elsewhere', () => {
  const said = (path: string): string =>
    `cluster_state : Normal\nnode : 1\nnode_name : n1\nnode : 1\ninstance_id : 6001\nnode_ip : 10.0.0.1\ndata_path : ${path}\ntype : Datanode\ninstance_state : Primary\n`;
  expect(parseQuery(said('/data/dn'))?.datanodes).toHaveLength(1);
  for (const path of ['dn', '-D', '/data/../etc', '/data/..', './dn']) expect(parseQuery(said(path))).toBeUndefined();
});

describe('a file of a hostile name on another node', () => {
  const name = withoutNul
    .map((text) => text.replaceAll('/', '_').slice(0, 60))
    .filter((text) => !['', '.', '..'].includes(text) && Buffer.byteLength(text) < 200);
  test('is written, read, listed and removed as that file and no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 4 }), withoutNul, async (names, content) => {
        const well = names.filter((text) => isText(text));
        const [first] = well;
        if (first === undefined || !isText(content)) return;
        const within = join(directory, 'files');
        const script = [
          makeDirectoryScript(within, 0o700),
          replaceScript(`${within}/${first}`, Buffer.from(content), 0o600),
        ].join('\n');
        const run = (text: string) =>
          execa('bash', ['--norc', '-c', text], { cwd: directory, stripFinalNewline: false });
        await run(script);
        const listed = foundIn((await run(listScript(within))).stdout);
        expect(listed).toBe(`${first}\0`);
        const read = foundIn((await run(readScript(`${within}/${first}`))).stdout);
        expect(Buffer.from(read ?? '', 'base64').toString('utf8')).toBe(content);
        await run(removeScript(`${within}/${first}`));
        expect((await run('ls -A . files')).stdout).toBe('.:\nfiles\n\nfiles:\n');
      }),
      { numRuns: 12 },
    );
  });
});

test('what a script writes to both outputs comes back framed, whatever it is', async () => {
  const content = withoutNul.filter((text) => isText(text));
  await fc.assert(
    fc.asyncProperty(content, async (text) => {
      const word = `'${text.replaceAll("'", String.raw`'\''`)}'`;
      const { stdout } = await execa('bash', ['--norc'], {
        input: framed(`printf %s ${word}; exit 7`, 'mark'),
        stripFinalNewline: false,
      });
      expect(stdout).toBe(`\n@@sdr-begin mark\n${text}\n@@sdr-end mark 7 \n`);
    }),
    { numRuns: 20 },
  );
});

describe('a hadr user', () => {
  test.each(['hadr', '_x', 'repl-1', 'a.b@c', '复制'])('may be called %s', (name) => expect(hadrUser(name)).toBe(name));
  test('is refused by code when the tools would trip over the name', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.constantFrom('a|b', '-U', 'a\0', '', 'a$b', '字'.repeat(22))), (name) => {
        if (/^[\p{L}_][\p{L}\p{N}_.@-]*$/u.test(name) && Buffer.byteLength(name) < 64) return;
        expect(isHadrUser(name)).toBe(false);
        expect(() => hadrUser(name)).toThrow(expect.objectContaining({ code: 'E_NAME_REFUSED' }));
      }),
    );
  });
});

describe('the credentials file', () => {
  test('gives each user their own password, whatever both are called', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, withoutNul, async (user, password) => {
        if (user === '__proto__' || password === '' || !isText(user + password)) return;
        const file = join(directory, 'credentials.json');
        await saveCredentials(user, password, file);
        expect((await readPassword(user, file)).reveal()).toBe(password);
      }),
      { numRuns: 30 },
    );
  });
  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'has no password of a user %s that nobody set',
    async (user) => {
      const file = join(directory, 'others.json');
      await saveCredentials('hadr', 'x', file);
      await expect(readPassword(user, file)).rejects.toMatchObject({ code: 'E_NO_CREDENTIALS' });
    },
  );
  test('of any content is refused without a word of it', async () => {
    const file = join(directory, 'broken.json');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          hostile,
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        async (text) => {
          await writeFile(file, text, { mode: 0o600 });
          const error = await readPassword('nobody', file).catch((thrown: unknown) => thrown);
          expect(error).toBeInstanceOf(SdrError);
          expect(await readFile(file, 'utf8')).toBe(Buffer.from(text).toString());
        },
      ),
      { numRuns: 30 },
    );
  });
});
