/** `14:02:11`, UTC: a workflow knows no other zone. */
export const timeOf = (at: string): string => at.slice(11, 19);

/** `2026-11-26 14:02:11 UTC` */
export const dayAndTimeOf = (at: string): string => `${at.slice(0, 10)} ${timeOf(at)} UTC`;

export const millisecondsBetween = (from: string, to: string): number => Date.parse(to) - Date.parse(from);
