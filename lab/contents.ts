/** What is in a lab's databases before anything happens. */
export const SAMPLE_DATABASE = 'bank';
export const HADR_USER = 'hadr';

/** Size of the sample data, which a build will copy. */
export const DEFAULT_BYTES = 64 * 1024 * 1024;
/** What the later standby cluster has before it is overwritten. */
export const OTHER_BYTES = 4 * 1024 * 1024;
