import { isObject } from '../lametric/guards';

/**
 * The config node that `${NAME}` stands for in the tab or subflow that is shown; in a subflow, that of its first instance
 * which has one. An id is left as it is, and so is a variable that the editor does not know: the runtime may.
 */
export function configNodeOf(chosen: string): string {
  const [, variable] = /^\$\{(\S+)\}$/.exec(chosen) ?? [];
  if (variable === undefined) return chosen;
  const shown = RED.workspaces.active();
  const owners: unknown[] = [];
  RED.nodes.eachNode((node) => {
    if (node.type === `subflow:${shown}`) owners.push(node);
  });
  owners.push(RED.nodes.subflow(shown), RED.nodes.workspace(shown));
  RED.nodes.eachConfig((node) => {
    if (node.type === 'global-config') owners.push(node);
  });
  const found = owners
    .flatMap((owner): unknown[] => (isObject(owner) && Array.isArray(owner.env) ? owner.env : []))
    .map((entry) => (isObject(entry) && entry.name === variable ? String(entry.value) : ''));
  return found.find((id) => RED.nodes.node(id) !== undefined) ?? chosen;
}

/** Chooses, in the dialog of a config node, the tab or subflow that it is for; each may have other variables. */
export const PLACE = '#red-ui-editor-config-scope';

/** The tab or subflow that is chosen there; empty for all flows. */
export function chosenPlace(): string {
  return String($(PLACE).val() ?? '');
}
