import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRows, runSql } from '../../cluster/gsql.js';
import { Secret } from '../../cluster/host/secret.js';
import { sqlIdentifier, sqlLiteral } from '../../cluster/sql-quote.js';
import { dropSlot, logIn, mayReplicate, rpoAndRto, seePeer, show, storeHadrUser } from '../../cluster/statements.js';
import { basePort, haPort } from '../../domain/topology.js';
import { standInNode, type StandInNode } from '../support/stand-in.js';

const port = basePort(26_000)!;
const SEPARATOR = '\u001f';
const rows = (...lines: readonly (readonly string[])[]): string =>
  [...lines.map((line) => line.join(SEPARATOR)), 'total time: 12  ms', ''].join('\n');

describe('gsql', () => {
  let node: StandInNode;
  beforeAll(async () => {
    node = await standInNode();
  });
  afterAll(() => node.remove());
  const database = () => ({ host: node.host, port });
  const ask = (sql: string) => runSql(node.host, { port: haPort(port), sql });

  test('gets the statement on standard input, never as an argument', async () => {
    await node.answers('gsql', { stdout: rows(['1']) });
    expect(await ask('select 1;')).toEqual([['1']]);
    expect(await node.callOf('gsql')).toEqual({
      argv: ['gsql', '-p', '26001', '-d', 'postgres', '-t', '-A', '-X', '-F', SEPARATOR, '--file=-'],
      stdin: 'select 1;\n',
    });
  });

  test('columns stay apart whatever they contain', async () => {
    await node.answers('gsql', { stdout: rows(['a|b', '', 'c']) });
    expect(await ask('select')).toEqual([['a|b', '', 'c']]);
  });

  test('no row and one empty value are two things', () => {
    expect(parseRows('total time: 3  ms\n')).toEqual([]);
    expect(parseRows('\ntotal time: 3  ms\n')).toEqual([['']]);
  });

  test('what the tool does not close is no answer, whatever it says, though the exit status is 0', async () => {
    expect(parseRows('')).toBeUndefined();
    expect(parseRows('on\n')).toBeUndefined();
    await node.answers('gsql', { stdout: '#'.repeat(10_000) });
    await expect(ask('select 1;')).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
    await expect(storeHadrUser(database(), 'abc+/=')).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
  });

  test.each(['ERROR', 'FATAL', 'PANIC'])(
    'a statement that failed with %s is an error though the exit status is 0',
    async (word) => {
      await node.answers('gsql', { stderr: `gsql:<stdin>:1: ${word}:  relation "x" does not exist\n`, stdout: rows() });
      await expect(ask('select * from x;')).rejects.toMatchObject({
        code: 'E_SQL_FAILED',
        found: 'select * from x;: relation "x" does not exist',
      });
    },
  );

  test('a notice is no error', async () => {
    await node.answers('gsql', { stderr: 'gsql:<stdin>:1: NOTICE:  ERROR: not really\n', stdout: rows(['1']) });
    expect(await ask('select 1;')).toEqual([['1']]);
  });

  test('a refused password is told from a server that is not there', async () => {
    const login = { user: 'hadr', password: new Secret('Gauss#234') };
    await node.answers('gsql', { stderr: 'gsql: FATAL:  Invalid username/password,login denied.\n', exitCode: 2 });
    await expect(logIn(database(), login)).rejects.toMatchObject({ code: 'E_HADR_LOGIN' });
    const { argv, stdin } = await node.callOf('gsql');
    expect(argv.slice(0, 9)).toEqual(['gsql', '-p', '26000', '-d', 'postgres', '-U', 'hadr', '-W', 'Gauss#234']);
    expect(stdin).toBe('select 1;\n');
    await node.answers('gsql', { stderr: 'failed to connect /tmp:26000.\n', exitCode: 2 });
    const error: unknown = await logIn(database(), login).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'E_SQL_FAILED' });
    expect(String(error)).not.toContain('Gauss#234');
  });

  test('the hadr user may replicate, may not, or does not exist', async () => {
    await node.answers('gsql', { stdout: rows(['omm', 't'], ['hadr', 't'], ['guest', 'f']) });
    expect(await mayReplicate(database(), 'hadr')).toBe('yes');
    expect(await mayReplicate(database(), 'guest')).toBe('no');
    expect(await mayReplicate(database(), 'HADR')).toBe('no such user');
  });

  test('a setting without an answer is an error, not an empty value', async () => {
    await node.answers('gsql', { stdout: rows(['off']) });
    expect(await show(database(), 'enable_dcf')).toBe('off');
    await node.answers('gsql', { stdout: rows() });
    await expect(show(database(), 'enable_dcf')).rejects.toMatchObject({ code: 'E_SQL_FAILED' });
  });

  test('what the primary sees of its peer is asked in one call', async () => {
    await node.answers('gsql', { stdout: rows(['1', '2', '0']) });
    expect(await seePeer(database(), ['20.0.0.1'], 5)).toEqual({ hadrRows: 1, asyncSenders: 2, backups: 0 });
    const { stdin } = await node.callOf('gsql');
    expect(stdin).toContain(`channel like '%-->20.0.0.1:%'`);
    expect(stdin).toContain('FOR i IN 1..100 LOOP');
    await node.answers('gsql', { stdout: rows() });
    await expect(seePeer(database(), [], 0)).rejects.toMatchObject({ code: 'E_SQL_FAILED' });
  });

  test('RPO and RTO are the largest of all streams, and nothing while none streams', async () => {
    await node.answers('gsql', { stdout: rows(['0', '3'], ['2', '1']) });
    expect(await rpoAndRto(database())).toEqual({ rpo: 2, rto: 3 });
    await node.answers('gsql', { stdout: rows() });
    expect(await rpoAndRto(database())).toBeUndefined();
  });

  test('names and cipher texts from outside are quoted', async () => {
    await node.answers('gsql', { stdout: rows() });
    await dropSlot(database(), `x'); drop table t; --`);
    expect((await node.callOf('gsql')).stdin).toBe(
      `select * from pg_drop_replication_slot('x''); drop table t; --');\n`,
    );
    await storeHadrUser(database(), 'abc+/=');
    expect((await node.callOf('gsql')).stdin).toBe(`ALTER GLOBAL CONFIGURATION with(hadr_user_info ='abc+/=');\n`);
  });
});

/** What a server makes of a literal: '' is ', and in E'' a backslash stands for the character that follows. */
const read = (literal: string): string => {
  const escaped = literal.startsWith('E');
  const inner = literal.slice(escaped ? 2 : 1, -1);
  expect(inner.replaceAll("''", '')).not.toContain("'");
  const text = inner.replaceAll("''", "'");
  return escaped ? text.replaceAll(/\\(.)/gs, '$1') : text;
};

test('a literal is read back as it was, and a name too', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(`'`, '\\', '"', ';', 'a') }));
  fc.assert(
    fc.property(text, (value) => {
      fc.pre(!value.includes('\0'));
      expect(read(sqlLiteral(value))).toBe(value);
      fc.pre(value !== '');
      const name = sqlIdentifier(value).slice(1, -1);
      expect(name.replaceAll('""', '')).not.toContain('"');
      expect(name.replaceAll('""', '"')).toBe(value);
    }),
  );
  expect(() => sqlLiteral('a\0')).toThrow(RangeError);
  expect(() => sqlIdentifier('')).toThrow(RangeError);
});
