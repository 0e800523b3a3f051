import { describe, expect, test } from '@jest/globals';
import { headroomOf, headroomText, type HeadroomLook } from '../../domain/start/headroom.js';

const GB = 1024 ** 3;
const MB = 1024 ** 2;

/** A look so many seconds after the first; by default the primary writes 10 MB/s and keeps 100 GB. */
const look = (seconds: number, changes: Partial<HeadroomLook> = {}): HeadroomLook => ({
  at: seconds * 1000,
  walBytes: 7 * GB + seconds * 10 * MB,
  keptBytes: 100 * GB,
  freeBytes: 500 * GB,
  ...changes,
});

/** A build of 60 GB at 20 MB/s. */
const building = (seconds: number): Pick<HeadroomLook, 'build'> => ({
  build: { doneBytes: seconds * 20 * MB, totalBytes: 60 * GB },
});

describe('kept WAL', () => {
  test('that outlives the build is no worry', () => {
    const headroom = headroomOf(look(0, building(0)), look(540, building(540)), look(600, building(600)));
    expect(headroom).toEqual({
      walBytesPerSecond: 10 * MB,
      keptForSeconds: (100 * GB - 600 * 10 * MB) / (10 * MB),
      buildForSeconds: (60 * GB - 600 * 20 * MB) / (20 * MB),
      short: false,
    });
    expect(headroomText(headroom)).toBe('WAL is kept for 2 h 40 min at 10.0 MB/s, the build needs 41 min 12 s');
  });

  test('that is recycled before the build ends is too short, and says what to do', () => {
    const few = { keptBytes: 10 * GB };
    const at = (seconds: number) => look(seconds, { ...few, ...building(seconds) });
    const headroom = headroomOf(at(0), at(540), at(600));
    expect(headroom).toMatchObject({ keptForSeconds: 424, buildForSeconds: 2472, short: true });
    expect(headroomText(headroom)).toMatch(/^TOO SHORT: WAL is kept for 7 min 04 s .* Give the WAL more room/);
  });

  test('that lasts only as long as the build is too short already: the rest of a build may be slower', () => {
    const at = (seconds: number) => look(seconds, { keptBytes: 31 * GB, ...building(seconds) });
    expect(headroomOf(at(0), at(540), at(600)).short).toBe(true);
  });

  test('that is used up is too short whatever the build tells', () => {
    expect(headroomOf(look(0), look(11_000), look(11_010)).short).toBe(true);
  });
});

describe('the disk of the WAL', () => {
  test('that is full before WAL is recycled counts', () => {
    const headroom = headroomOf(look(0), look(50), look(60, { freeBytes: 6 * GB, ...building(60) }));
    expect(headroom.diskForSeconds).toBe(614);
    expect(headroomText(headroom)).toContain('its disk is full in 10 min 14 s');
  });

  test('that has more room than is kept does not', () => {
    expect(headroomOf(look(0), look(50), look(60))).not.toHaveProperty('diskForSeconds');
  });
});

test('a primary that writes nothing has room for any time', () => {
  const still = (seconds: number) => look(seconds, { walBytes: 7 * GB, ...building(seconds) });
  const headroom = headroomOf(still(0), still(10), still(20));
  expect(headroom).toMatchObject({ walBytesPerSecond: 0, short: false });
  expect(headroomText(headroom)).toContain('WAL is kept for any time at 0 B/s');
});

test('a build that does not tell, or stands still, has no time that it needs', () => {
  expect(headroomOf(look(0), look(10), look(20))).not.toHaveProperty('buildForSeconds');
  const stuck = building(10);
  expect(headroomOf(look(0, stuck), look(10, stuck), look(20, stuck))).not.toHaveProperty('buildForSeconds');
});
