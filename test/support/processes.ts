import { readFile, readdir } from 'node:fs/promises';

/** Processes whose argument vector contains the text. */
export const processesWith = async (text: string): Promise<string[]> =>
  (await all()).map(({ line }) => line).filter((line) => line.includes(text));

/** Sends the signal to those whose argument vector contains all the texts. @returns how many they were */
export const signalProcessesWith = async (signal: NodeJS.Signals, ...texts: readonly string[]): Promise<number> => {
  const found = (await all()).filter(({ line }) => texts.every((text) => line.includes(text)));
  for (const { pid } of found) process.kill(pid, signal);
  return found.length;
};

const all = async (): Promise<readonly { readonly pid: number; readonly line: string }[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return Promise.all(
    pids.map(async (pid) => ({ pid, line: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') })),
  );
};
