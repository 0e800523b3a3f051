/** What an abort leaves behind. */
export const DATA_LOST =
  'Its data was being overwritten and is lost; the datanodes are down. Start again, or restore a backup.';
export const NOTHING_LOST = 'Everything is as it was before the start.';
