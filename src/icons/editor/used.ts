import { isObject, isString } from '../../lametric/guards';
import { codeOf } from './gallery';

/** With the chosen one, two rows of the grid. */
const MOST = 15;

/** The icons that are in use: those of the open form, then those of the flows, the newest node's first. */
export function usedIcons(): string[] {
  const used = $('.lametric-icon > input')
    .get()
    .map((input) => String($(input).val() ?? ''));
  const ofFlows: string[] = [];
  RED.nodes.eachNode((node) => ofFlows.unshift(...iconsIn(node)));
  return [...new Set([...used, ...ofFlows].filter(isIcon))].slice(0, MOST);
}

/** The icons of a node's frames. */
function iconsIn(node: object): string[] {
  const frames: unknown = Reflect.get(node, 'frames');
  if (!Array.isArray(frames)) return [];
  return frames.flatMap((frame: unknown) => (isObject(frame) && isString(frame.icon) ? [frame.icon] : []));
}

const isIcon = (icon: string): boolean => icon.startsWith('data:image/') || codeOf(icon) === icon;
