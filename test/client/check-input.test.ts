import { test } from '@jest/globals';
import { expectRefusal, sdr } from '../support/cli.js';

test.each([
  [['-X', 'a.xml'], 'as what? Give -m ROLE, or --both'],
  [['-m', 'primary', '-X', 'a.xml', '-X', 'b.xml'], 'one file for one cluster; --both takes two'],
  [['--both', '-X', 'a.xml'], '--both takes two files of one form'],
  [
    ['--both', '-m', 'primary', '-X', 'a.xml', '-X', 'b.xml'],
    "'--both' cannot be used with option '-m, --mode <role>'",
  ],
  [['-m', 'both', '-X', 'a.xml'], 'Allowed choices are primary, disaster_standby'],
])('sdr check %j is refused', async (args, finding) => {
  expectRefusal(await sdr(['check', ...args]), 'E_USAGE', finding);
});

test('a file that cannot be read is named before anybody is asked', async () => {
  expectRefusal(await sdr(['check', '--both', '-X', '/nowhere', '-X', '/nowhere']), 'E_FILE_UNREADABLE', '/nowhere: ');
});
