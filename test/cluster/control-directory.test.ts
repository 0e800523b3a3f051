import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { controlDirectory } from '../../cluster/host/control-directory.js';

const root = mkdtempSync(join(tmpdir(), 'sdr-control-'));
afterAll(() => rmSync(root, { recursive: true }));
let below: string;
beforeEach(() => {
  below = mkdtempSync(join(root, 't-'));
});
const place = (): string => join(below, `sdr-ssh-${userInfo().uid}`);

test('every worker of a user has the same directory for its connections, which is the user’s alone', () => {
  expect([controlDirectory(below), controlDirectory(below)]).toEqual([place(), place()]);
  expect(lstatSync(place()).mode & 0o777).toBe(0o700);
  expect(readdirSync(below)).toHaveLength(1);
});

describe('in its place', () => {
  test('a link to elsewhere is not followed', () => {
    mkdirSync(join(below, 'elsewhere'), { mode: 0o700 });
    symlinkSync('elsewhere', place());
    expect(controlDirectory(below)).not.toBe(place());
  });

  test('a file, or a link that leads nowhere, is left alone', () => {
    symlinkSync('nowhere', place());
    expect(controlDirectory(below)).not.toBe(place());
    expect(lstatSync(place()).isSymbolicLink()).toBe(true);
  });

  test('a directory that others may write to is not used', () => {
    mkdirSync(place());
    chmodSync(place(), 0o777);
    const other = controlDirectory(below);
    expect(other).not.toBe(place());
    expect(lstatSync(other).mode & 0o777).toBe(0o700);
  });
});
