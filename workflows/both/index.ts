import type { BothState } from '../../domain/both/both-state.js';
import { liveBoth, type BothInput } from './life-cycle.js';

/**
 * Both sides of a start as one durable unit: starts, re-enters or joins each side, shows both, and ends when both have
 * ended. Ending or cancelling it ends no side.
 */
export const start = async (input: BothInput): Promise<BothState> => liveBoth(input);
