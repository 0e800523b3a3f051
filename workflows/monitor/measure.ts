import { metricMeter } from '@temporalio/workflow';
import { relationshipOf } from '../../domain/monitor/alarms.js';
import { secondsOf } from '../../domain/monitor/lag.js';
import type { MonitorState } from '../../domain/monitor/state.js';

const gauge = (name: string, description: string) => metricMeter.createGauge(name, 'float', undefined, description);

const rpo = gauge('sdr_rpo_seconds', 'RPO of the relationship; -1: nobody knows');
const rto = gauge('sdr_rto_seconds', 'RTO of the relationship; -1: nobody knows');
const alarms = gauge('sdr_alarms', 'alarms of the relationship that hold now');
const looked = gauge('sdr_monitor_looked_timestamp_seconds', 'when the monitor looked last');

/** For Prometheus: the worker on which the monitor ran last serves these; when it looked tells the newest of several. */
export const measure = (state: MonitorState): void => {
  const tags = { relationship: relationshipOf(state) };
  rpo.set(secondsOf(state.rpo), tags);
  rto.set(secondsOf(state.rto), tags);
  alarms.set(state.alarms.length, tags);
  looked.set(Date.now() / 1000, tags);
};
