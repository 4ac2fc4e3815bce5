import type { Node, NodeAPI } from 'node-red';
import { LaMetricError } from '../../lametric/errors';
import { showStatus } from '../../runtime/show-status';
import type { Account, AccountNode } from './account';

/**
 * The account that a flow node is set to use; the node shows its status from now on.
 * Without one, every call fails with `NOT_CONFIGURED`.
 * @param texts what the flow node's own catalogue says of a missing account
 */
export function useAccount(
  RED: NodeAPI,
  node: Node,
  accountId: string,
  texts: { message: string; status: string },
): Account {
  const accountNode: unknown = RED.nodes.getNode(accountId);
  const account = isAccountNode(accountNode) ? accountNode.account : noAccount(texts);
  const unwatch = account.watch((status) => showStatus(node, status));
  node.on('close', unwatch);
  return account;
}

function isAccountNode(node: unknown): node is AccountNode {
  return typeof node === 'object' && node !== null && 'type' in node && node.type === 'lametric-account';
}

function noAccount({ message, status: text }: { message: string; status: string }): Account {
  const status = { fill: 'grey', shape: 'ring', text } as const;
  return {
    read: () => Promise.reject(new LaMetricError('NOT_CONFIGURED', message)),
    write: () => Promise.reject(new LaMetricError('NOT_CONFIGURED', message)),
    watch: (show) => {
      show(status);
      return () => undefined;
    },
    describe: (cause) => ({
      error: cause instanceof LaMetricError ? cause : new LaMetricError('INVALID_INPUT', String(cause)),
      status,
    }),
  };
}
