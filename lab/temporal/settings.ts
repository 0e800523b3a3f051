import { SEARCH_ATTRIBUTE_TYPES } from '../../domain/names.js';

/**
 * Settings for a development server on one machine: a step costs 10 ms instead of 100, retries come below one second.
 * A production service is set up by its administrator and does not need them.
 */
const DYNAMIC_SETTINGS = {
  'history.transferProcessorMaxPollRPS': '1000',
  'history.timerProcessorMaxPollRPS': '1000',
  'history.timerProcessorMaxTimeShift': '"10ms"',
  // Two runs that signal each other at the same moment wait so long for each other's lock.
  'history.cacheNonUserContextLockTimeout': '"50ms"',
  'matching.numTaskqueueReadPartitions': '1',
  'matching.numTaskqueueWritePartitions': '1',
  'system.enableActivityEagerExecution': 'true',
} as const;

export const dynamicSettingArguments = (): string[] =>
  Object.entries(DYNAMIC_SETTINGS).flatMap(([name, value]) => ['--dynamic-config-value', `${name}=${value}`]);

/** The database of a development server may lose its last moments in a power cut; then it need not wait for the disk. */
export const databaseArguments = (file: string): string[] => [
  '--db-filename',
  file,
  '--sqlite-pragma',
  'synchronous=0',
];

export const searchAttributeArguments = (): string[] =>
  SEARCH_ATTRIBUTE_TYPES.flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]);
