import { describe, expect, test } from '@jest/globals';
import { PRIMARY_MOVES, STANDBY_MOVES, isRelated, mayMove, type Status } from '../../domain/status.js';

test.each(PRIMARY_MOVES)('a primary cluster may go %s', (move) => {
  const [from, to] = move.split(' -> ') as [Status, Status];
  expect(mayMove('primary', from, to)).toBe(true);
});

test.each(STANDBY_MOVES)('a standby cluster may go %s', (move) => {
  const [from, to] = move.split(' -> ') as [Status, Status];
  expect(mayMove('disaster_standby', from, to)).toBe(true);
});

test.each([
  ['primary', 'normal', 'archive'],
  ['primary', 'backup_fail', 'archive'],
  ['primary', 'archive', 'full_backup'],
  ['disaster_standby', 'normal', 'recovery'],
  ['disaster_standby', 'restore_fail', 'recovery'],
  ['disaster_standby', 'full_backup', 'archive'],
] as const)('a %s cluster never goes %s -> %s', (role, from, to) => {
  expect(mayMove(role, from, to)).toBe(false);
});

test('staying where it is is no move', () => {
  expect(mayMove('primary', 'archive', 'archive')).toBe(true);
});

describe('a cluster takes part in disaster recovery already', () => {
  test.each(['archive', 'archive_fail', 'recovery', 'recovery_fail'])('when its status is %s', (status) => {
    expect(isRelated(status)).toBe(true);
  });
  test.each(['normal', '', 'full_backup', 'backup_fail', 'restore', 'restore_fail'])(
    'not when it is "%s"',
    (status) => {
      expect(isRelated(status)).toBe(false);
    },
  );
});
