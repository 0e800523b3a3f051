/** The two roles a cluster can have in the relationship (gs_sdr's -m). */
export const ROLES = ['primary', 'disaster_standby'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

export const otherRole = (role: Role): Role => (role === 'primary' ? 'disaster_standby' : 'primary');
