import { describe, expect, test } from '@jest/globals';
import { hbaLines, missingLines, replacedBy, refusals, withoutLines } from '../../cluster/pg-hba.js';

const own = { ip: '10.0.0.1', dataIp: '10.1.0.1' };
const wish = {
  osUser: 'omm',
  own,
  nodes: [{ ip: '10.0.0.2', dataIp: '10.1.0.2' }, own],
  peers: [{ ip: '20.0.0.1', dataIp: '20.1.0.1' }],
};

describe('pg_hba lines', () => {
  test('stand in the original’s order and with its four blanks', () => {
    expect(hbaLines(wish)).toEqual([
      ...['10.0.0.1', '10.1.0.1', '10.0.0.2', '10.1.0.2'].flatMap((ip) => [
        `host    all    omm    ${ip}/32    trust`,
        `host    all    all    ${ip}/32    sha256`,
      ]),
      'host    replication    omm    10.1.0.1/32    trust',
      'host    replication    omm    10.1.0.2/32    trust',
      'host    all    omm    20.1.0.1/32    trust',
      'host    replication    omm    20.1.0.1/32    trust',
      'host    all    all    20.1.0.1/32    sha256',
      'host    replication    all    20.1.0.0/16    sha256',
    ]);
  });

  test('an address that serves for both is let in once', () => {
    const one = { ip: '10.0.0.1', dataIp: '10.0.0.1' };
    const lines = hbaLines({ ...wish, own: one, nodes: [one], peers: [] });
    expect(lines).toHaveLength(new Set(lines).size);
    expect(lines).toHaveLength(3);
  });

  test('only those not in the file yet are missing; blanks do not matter, comments do not count', () => {
    const [first = '', second = '', ...rest] = hbaLines(wish);
    expect(missingLines(`${first.replaceAll('    ', '\t')}\n# ${second}\n`, hbaLines(wish))).toEqual([second, ...rest]);
  });

  test('taken out again, they leave the rest of the file as it was', () => {
    const file = '# a comment\n\nlocal all all trust\n';
    const lines = hbaLines(wish);
    expect(withoutLines(`${file}${lines.join('\n')}\n`, lines)).toBe(file);
  });

  test('lines for the same clients with another method are known, and stand in their places again', () => {
    const [first = '', second = ''] = hbaLines(wish);
    const old = first.replace(/ +\w+$/, '  md5');
    const file = `local all all trust\n${old}\n# ${second}\nhost all all 10.9.9.9/32 md5\n`;
    expect(replacedBy(file, [first, second])).toEqual([old]);
    const written = file.replace(old, first).replace(/\n$/, `\n${second}\n`);
    expect(replacedBy(written, [first, second])).toEqual([]);
    expect(withoutLines(written, [first, second], [old])).toBe(file);
  });
});

test.each([
  ['host all all 20.0.0.1/32 reject', true],
  ['hostssl   replication  all\t20.0.0.0/16   reject', true],
  ['host all all 20.0.0.0 255.255.255.0 reject', true],
  ['host all all all reject', true],
  ['host all all 0.0.0.0/0 reject', true],
  ['host all all 20.0.1.0/24 reject', false],
  ['host all all 20.0.0.2 reject', false],
  ['host all all 20.0.0.1/32 sha256', false],
  ['local all all reject', false],
  ['# host all all all reject', false],
])('“%s” refuses 20.0.0.1: %s', (line, refuses) => {
  expect(refusals(`# a comment\n${line}\n`, ['20.0.0.1'])).toHaveLength(refuses ? 1 : 0);
});
