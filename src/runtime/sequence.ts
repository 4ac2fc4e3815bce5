import type { NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';

/**
 * Makes messages that came of one a sequence for the core Join, in the form of the core Split; `parts` keeps a sequence that
 * `msg` belongs to. Node-RED clones all but the first of the messages that are sent together, so there is no need to here.
 */
export function sequenceOf(
  RED: NodeAPI,
  msg: NodeMessageInFlow,
  messages: readonly NodeMessage[],
): NodeMessage[] {
  const outer = msg.parts === undefined ? {} : { parts: msg.parts };
  const id = RED.util.generateId();
  return messages.map((message, index) => ({
    ...message,
    parts: { ...outer, id, type: 'array', len: 1, index, count: messages.length },
  }));
}
