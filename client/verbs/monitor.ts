import { relationshipOf } from '../../domain/monitor/alarms.js';
import type { MonitorSettings } from '../../domain/monitor/settings.js';
import { pairName } from '../../domain/names.js';
import type { ClusterName } from '../../domain/topology.js';
import { withEngine } from '../../engine/connection.js';
import { startMonitor, stopMonitor, viewMonitors } from '../../engine/monitor.js';
import type { Form } from '../cli/options.js';
import { result } from '../cli/output.js';
import { word } from '../lang/index.js';
import { monitorsText } from '../render/monitor.js';

type Pair = readonly [ClusterName, ClusterName];

/** `sdr monitor start` */
export const start = (settings: MonitorSettings, form: Form): Promise<void> =>
  withEngine(async (engine) => {
    const outcome = await startMonitor(engine, settings);
    const relationship = relationshipOf({ settings });
    result(
      form === 'json'
        ? JSON.stringify({ relationship, outcome })
        : word(outcome === 'changed' ? 'monitorChanged' : 'monitorBegun', {
            relationship,
            seconds: settings.everySeconds,
          }),
    );
  });

/** `sdr monitor stop` */
export const stop = (pair: Pair, form: Form): Promise<void> =>
  withEngine(async (engine) => {
    await stopMonitor(engine, pair);
    const relationship = pairName(...pair);
    result(
      form === 'json' ? JSON.stringify({ relationship, outcome: 'ended' }) : word('monitorEnded', { relationship }),
    );
  });

/** `sdr monitor status` */
export const showMonitors = (only: Pair | undefined, form: Form): Promise<void> =>
  withEngine(async (engine) => {
    const views = await viewMonitors(engine, only);
    result(form === 'json' ? JSON.stringify(views) : monitorsText(views, only));
  });
