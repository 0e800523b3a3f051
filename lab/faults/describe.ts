import { otherCluster } from '../topology.js';
import type { BuildFault, Fault, LinkFault, ToolFault } from './fault.js';

/** An active fault, said in a sentence. */
export const describeFault = (fault: Fault): string => {
  switch (fault.kind) {
    case 'datanode':
      return `the datanode of ${fault.node} ${fault.how === 'kill' ? 'was killed' : 'is stopped'}`;
    case 'cm':
      return `CM of ${fault.of} is ended`;
    case 'link':
      return ofLink(fault);
    case 'unreachable':
      return `${fault.node} cannot be reached`;
    case 'build':
      return ofBuild(fault);
    case 'version':
      return `cluster ${fault.cluster} has another version`;
    case 'password':
      return `cluster ${fault.cluster} has another password of the hadr user`;
    case 'upgrade marker':
      return `${fault.node} looks as if an upgrade was running`;
    case 'full disk':
      return `the disk of ${fault.node} is full`;
    case 'tool':
      return ofTool(fault);
  }
};

const ofLink = (fault: LinkFault): string => {
  const way = `from ${fault.from} to ${otherCluster(fault.from)}`;
  switch (fault.how) {
    case 'cut':
      return `connections ${way} are cut`;
    case 'drop':
      return `what is sent ${way} is dropped`;
    case 'delay':
      return `what is sent ${way} takes ${fault.milliseconds} ms`;
    case 'slow':
      return `${fault.bytesPerSecond} bytes per second go ${way}`;
  }
};

const ofBuild = (fault: BuildFault): string =>
  fault.how === 'fails'
    ? `builds of ${fault.node} fail`
    : `builds of ${fault.node} take ${fault.bytesPerSecond} bytes per second`;

const ofTool = ({ tool, node, matching, does }: ToolFault): string => {
  const calls = `${tool}${matching === undefined ? '' : ` … ${matching} …`}${node === undefined ? '' : ` on ${node}`}`;
  switch (does.kind) {
    case 'hang':
      return `${calls} hangs`;
    case 'garbage':
      return `${calls} prints garbage`;
    case 'flood':
      return `${calls} prints ${does.bytes} bytes`;
    case 'exit':
      return `${calls} ends with ${does.code}`;
  }
};
