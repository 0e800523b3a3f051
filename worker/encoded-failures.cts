import common = require('@temporalio/common');

/**
 * How failures of activities are written when payloads are encrypted: message and stack trace are a payload too. The SDK
 * loads this file by its path, with require: it is CommonJS.
 */
export = { failureConverter: new common.DefaultFailureConverter({ encodeCommonAttributes: true }) };
