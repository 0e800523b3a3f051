import type { FaultScenario } from '../scenario.js';
import { LASTING_SCENARIOS } from './lasting.js';
import { OPERATOR_SCENARIOS } from './operators.js';
import { PASSING_SCENARIOS } from './passing.js';
import { TOOL_SCENARIOS } from './tools.js';

export const FAULT_SCENARIOS: readonly FaultScenario[] = [
  ...LASTING_SCENARIOS,
  ...OPERATOR_SCENARIOS,
  ...PASSING_SCENARIOS,
  ...TOOL_SCENARIOS,
];
