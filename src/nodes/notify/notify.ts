import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { NotifyProperties } from './properties';

export default function (RED: NodeAPI): void {
  function NotifyNode(this: Node, config: NodeDef & NotifyProperties): void {
    RED.nodes.createNode(this, config);
  }

  RED.nodes.registerType('lametric notify', NotifyNode);
}
