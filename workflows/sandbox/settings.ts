/** What a worker tells the sandbox of its workflows, where there is no environment: it stands in front of the bundle. */
export interface SandboxSettings {
  /** Messages and stack traces of failures are payloads, so that the codec encrypts them too. */
  readonly encodeFailures: boolean;
  /** Workflows make spans. */
  readonly trace: boolean;
}

declare global {
  var sdrSandbox: SandboxSettings | undefined;
}

/** The statement that goes in front of the bundle. */
export const settingsStatement = (settings: SandboxSettings): string =>
  `globalThis.sdrSandbox = ${JSON.stringify(settings)};`;
