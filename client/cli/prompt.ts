import { CliError } from '../lang/cli-error.js';

/**
 * The answer of somebody who was asked.
 * @throws SdrError E_INTERRUPTED when they pressed Ctrl-C or closed the terminal instead: nothing was done
 */
export const answered = async <T>(prompt: Promise<T>): Promise<T> => {
  try {
    return await prompt;
  } catch (error) {
    // The library's class is not exported by the package that throws it.
    if (error instanceof Error && error.name === 'ExitPromptError') throw new CliError('E_INTERRUPTED', 'noAnswer');
    throw error;
  }
};
