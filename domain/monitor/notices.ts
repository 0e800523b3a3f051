import { alarmKey, relationshipOf, type Alarm } from './alarms.js';
import type { MonitorState } from './state.js';

/** What people and programs are told: an alarm begins or is over. */
export interface Notice {
  /** The same at every try, so that who gets it twice can tell. */
  readonly id: string;
  readonly event: 'raised' | 'cleared';
  readonly at: string;
  /** `north~south`. */
  readonly relationship: string;
  readonly alarm: Pick<Alarm, 'kind' | 'about' | 'since' | 'text' | 'hint'>;
}

/** Only changes are told. */
export const noticesOf = (
  before: readonly Alarm[],
  { alarms, settings }: Pick<MonitorState, 'alarms' | 'settings'>,
  at: string,
): readonly Notice[] => {
  const [then, now] = [keys(before), keys(alarms)];
  const notice = (event: Notice['event'], { kind, about, since, text, hint }: Alarm): Notice => {
    const relationship = relationshipOf({ settings });
    return {
      id: [relationship, kind, about, since, event].join(' '),
      event,
      at,
      relationship,
      alarm: { kind, about, since, text, hint },
    };
  };
  return [
    ...alarms.filter((alarm) => !then.has(alarmKey(alarm))).map((alarm) => notice('raised', alarm)),
    ...before.filter((alarm) => !now.has(alarmKey(alarm))).map((alarm) => notice('cleared', alarm)),
  ];
};

const keys = (alarms: readonly Alarm[]): ReadonlySet<string> => new Set(alarms.map(alarmKey));
