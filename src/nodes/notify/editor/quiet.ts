import { QUIET_WAYS, type QuietWay, isQuietHours } from '../../../lametric/quiet-hours';
import { enumerate } from '../../../editor/clocks/named';
import { configNodeOf } from '../../../editor/environment';
import { commonText, textOf } from '../../../editor/text';
import { hoursText } from '../../../editor/week';

const text = textOf('notify');

/** How many lines there are at most, one for all clocks with the same hours. */
const MAX_LINES = 5;

/** What the quiet hours of clocks let through, in words; none for those without. @param ids of their config nodes */
export function quietLines(ids: readonly string[]): string[] {
  const groups = new Map<string, { way: QuietWay; hours: string; clocks: string[] }>();
  for (const id of ids) {
    for (const { way, hours, clock } of quietOf(id)) {
      const group = groups.get(way + hours) ?? { way, hours, clocks: [] };
      group.clocks.push(clock);
      groups.set(way + hours, group);
    }
  }
  return [...groups.values()].slice(0, MAX_LINES).map(({ way, hours, clocks }) => {
    const values = { clock: enumerate(clocks), hours };
    return clocks.length === 1 ? text(`quiet.${way}`, values) : text(`quiet-several.${way}`, values);
  });
}

function quietOf(id: string): { way: QuietWay; hours: string; clock: string }[] {
  const node = RED.nodes.node(configNodeOf(id));
  if (node === undefined) return [];
  const quiet: unknown = Reflect.get(node, 'quiet');
  const all = Array.isArray(quiet) ? quiet.filter(isQuietHours) : [];
  return QUIET_WAYS.flatMap((way) => {
    const hours = all
      .filter(({ allow }) => allow === way)
      .map((each) => hoursText(each, RED.i18n.lang(), commonText));
    return hours.length === 0 ? [] : [{ way, hours: hours.join('; '), clock: RED.utils.getNodeLabel(node) }];
  });
}
