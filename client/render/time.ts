/** A duration for people: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`. */
export const duration = (milliseconds: number): string => {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(Math.floor(seconds % 60))} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
};

const two = (value: number): string => String(value).padStart(2, '0');

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

export { bytes } from '../../domain/units.js';
