import { build, queryBuild } from './gs-ctl-build.js';
import { copySecureFiles } from './gs-ctl-secure-files.js';
import { notify, query, reload, start, stop } from './gs-ctl-server.js';
import { option, parseOptions, runTool } from './tool.js';

/** gs_ctl: one datanode of this node. */
const FLAGS = ['-q', '-w', '-W', '-s'];

void runTool('gs_ctl', (tool) => {
  const [verb, ...argv] = tool.argv;
  const options = parseOptions(argv, FLAGS);
  if (option(options, '-D') !== tool.node.datanode.directory) {
    tool.out(`gs_ctl: directory "${option(options, '-D') ?? ''}" is not a database cluster directory\n`);
    return 1;
  }
  switch (verb) {
    case 'build':
      return option(options, '-b') === 'copy_secure_files' ? copySecureFiles(tool, options) : build(tool, options);
    case 'querybuild':
      return queryBuild(tool);
    case 'query':
      return query(tool);
    case 'start':
      return start(tool, options);
    case 'stop':
      return stop(tool, options);
    case 'reload':
      return reload(tool);
    case 'notify':
      return notify(tool, options);
    default:
      tool.out(`gs_ctl: unrecognized operation mode "${verb ?? ''}"\n`);
      return 1;
  }
});
