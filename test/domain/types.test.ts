import { expect, test } from '@jest/globals';
import { expectTypeOf } from 'expect-type';
import type { ErrorCode } from '../../domain/errors.js';
import { ERRORS } from '../../domain/errors.js';
import type { PartId } from '../../domain/start/parts.js';
import type { StepId, StepPart } from '../../domain/start/steps.js';
import type { PrimaryStatus, StandbyStatus } from '../../domain/status.js';
import { basePort, haPort, type ClusterName, type Port } from '../../domain/topology.js';

/** What must not compile is marked: the compiler fails when it does. */
test('a port knows its use', () => {
  const base = basePort(26_000)!;
  expectTypeOf(haPort(base)).toEqualTypeOf<Port<'ha'>>();
  // @ts-expect-error the HA port of an HA port
  haPort(haPort(base));
  // @ts-expect-error a number nobody has checked
  haPort(26_000);
  expect(haPort(base)).toBe(26_001);
});

test('the statuses of the roles are apart', () => {
  expectTypeOf<'archive'>().toExtend<PrimaryStatus>();
  expectTypeOf<'archive'>().not.toExtend<StandbyStatus>();
  expectTypeOf<'restore'>().not.toExtend<PrimaryStatus>();
});

test('a name is a cluster’s only when it was checked', () => {
  expectTypeOf<string>().not.toExtend<ClusterName>();
});

test('steps and parts are words of the tables', () => {
  expectTypeOf<'build_datanodes'>().toExtend<StepId>();
  expectTypeOf<'buildMainStandby'>().toExtend<PartId>();
  expectTypeOf<'putBack'>().not.toExtend<StepPart>();
});

test('every error has an exit status of its own, and none of them is 0 or 1', () => {
  const exits = (Object.keys(ERRORS) as ErrorCode[]).map((code) => ERRORS[code].exit);
  expect(new Set(exits).size).toBe(exits.length);
  for (const exit of exits) expect(exit > 1 && exit < 256).toBe(true);
});
