import { duration, two } from '../../domain/units.js';

export const between = (from: string | undefined, to: string | undefined, now = Date.now()): string =>
  from === undefined ? '' : duration((to === undefined ? now : Date.parse(to)) - Date.parse(from));

/** Local time of day. */
export const clock = (at: string | number = Date.now()): string => {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
};

/** Local date and time of day. */
export const dayAndClock = (at: string): string => {
  const time = new Date(at);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock(at)}`;
};

export { bytes, duration } from '../../domain/units.js';
