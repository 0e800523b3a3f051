import { createNexusServiceClient } from '@temporalio/workflow';
import type { OperationInput, OperationOutput } from 'nexus-rpc';
import { failureIn, type NamedFailure } from 'durable-sdr/contract';
import { NEXUS_ENDPOINT, sdrService } from 'durable-sdr/nexus';

/** Workflows of somebody else, in a namespace of their own: each calls one operation and tells what came of it. */
const sdr = createNexusServiceClient({ endpoint: NEXUS_ENDPOINT, service: sdrService });
type Operations = typeof sdrService.operations;

export type Came<Name extends keyof Operations> =
  | { readonly kind: 'answer'; readonly answer: OperationOutput<Operations[Name]> }
  | { readonly kind: 'failure'; readonly failure: NamedFailure };

const caller =
  <Name extends keyof Operations>(name: Name) =>
  async (input: OperationInput<Operations[Name]>): Promise<Came<Name>> => {
    try {
      return { kind: 'answer', answer: await sdr.executeOperation(name, input) };
    } catch (error) {
      const failure = failureIn(error);
      if (failure === undefined) throw error;
      return { kind: 'failure', failure };
    }
  };

export const callStart = caller('start');
export const callAbort = caller('abort');
export const callCheck = caller('check');
export const callQuery = caller('query');
export const callStatus = caller('status');
