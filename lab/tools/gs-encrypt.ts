import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { option, parseOptions, runTool } from './tool.js';

/** gs_encrypt -f hadr "user|password": cipher text with the hadr keys of this node, another one each time. */
void runTool('gs_encrypt', (tool) => {
  const options = parseOptions(tool.argv);
  const name = option(options, '-f') ?? 'hadr';
  const bin = join(tool.node.gaussHome, 'bin');
  const key = createHash('sha256');
  for (const part of ['cipher', 'rand']) key.update(readFileSync(join(bin, `${name}.key.${part}`)));
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.digest(), nonce);
  const text = Buffer.concat([cipher.update(options.rest[0] ?? '', 'utf8'), cipher.final()]);
  tool.out(`${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')}\n`);
  return 0;
});
