import { parseArgs } from 'node:util';
import { runChaos, type ChaosOptions } from './chaos.js';

/** `npm run chaos`: reads the command line, ends what is under way at Ctrl-C, and says by its status whether all held. */
const wholeNumber = (name: string, text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  process.stderr.write(`--${name} wants a whole number, not ${text}\n`);
  process.exit(2);
};

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    round: { type: 'string' },
    trace: { type: 'string' },
    replay: { type: 'boolean', default: false },
    logs: { type: 'string' },
    netns: { type: 'boolean', default: false },
  },
});
if (values.replay && values.trace === undefined) {
  process.stderr.write('--replay plays what --trace FILE has\n');
  process.exit(2);
}
const options: ChaosOptions = {
  minutes: wholeNumber('minutes', values.minutes),
  seed: wholeNumber('seed', values.seed),
  replay: values.replay,
  netns: values.netns,
  ...(values.round !== undefined && { round: wholeNumber('round', values.round) }),
  ...(values.trace !== undefined && { trace: values.trace }),
  ...(values.logs !== undefined && { logs: values.logs }),
};

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    process.stderr.write('ending: the lab, the workers and the server are taken down\n');
    stopping.abort(new Error(`stopped by ${signal}`));
  });
process.exitCode = (await runChaos(options, stopping.signal)) ? 0 : 1;
