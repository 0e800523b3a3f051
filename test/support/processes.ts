import { readFile, readdir } from 'node:fs/promises';

interface Process {
  readonly pid: number;
  readonly line: string;
}

const all = async (): Promise<readonly Process[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      line: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    })),
  );
};

/** Processes whose argument vector contains the text. */
export const processesWith = async (text: string): Promise<string[]> =>
  (await all()).map(({ line }) => line).filter((line) => line.includes(text));

/** Ids of the processes whose argument vector contains all of the texts. */
export const processIdsWith = async (...texts: readonly string[]): Promise<number[]> =>
  (await all()).filter(({ line }) => texts.every((text) => line.includes(text))).map(({ pid }) => pid);

/** Sends the signal to those whose argument vector contains all the texts. @returns how many they were */
export const signalProcessesWith = async (signal: NodeJS.Signals, ...texts: readonly string[]): Promise<number> => {
  const found = await processIdsWith(...texts);
  for (const pid of found) process.kill(pid, signal);
  return found.length;
};
