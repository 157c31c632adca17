import type { CreateSubscriptionStmt } from 'libpg-query';
import type { Refusal } from '../actions';
import { defElems, defText, textsOf } from '../nodes';
import { isOn } from './publications';

/** Whether it makes a replication slot on the other server, which is not done inside a transaction block. */
export function makesSlot({ options }: CreateSubscriptionStmt): boolean {
  const given = defElems(options);
  const off = (name: string): boolean => isOn(defText(given, name) ?? 'true') === false;
  return !off('connect') && !off('create_slot');
}

/** Options of CREATE SUBSCRIPTION that do not go together (parse_subscription_options), and publications that are named twice. */
export function inSubscription({ options, publication }: CreateSubscriptionStmt): readonly Refusal[] {
  const given = defElems(options);
  const names = given.map(({ defname = '' }) => defname);
  const said = (name: string): boolean | undefined =>
    names.includes(name) ? isOn(defText(given, name) ?? 'true') : undefined;
  const refused = (message: string): readonly Refusal[] => [{ sqlstate: '42601', message }];
  if (new Set(names).size < names.length) return refused('conflicting or redundant options');
  const contradicted = ['enabled', 'create_slot', 'copy_data'].find((name) => said(name) === true);
  if (said('connect') === false && contradicted !== undefined)
    return refused(`connect = false and ${contradicted} = true are mutually exclusive options`);
  const alone = defText(given, 'slot_name')?.toLowerCase() === 'none';
  const on = ['enabled', 'create_slot'].find((name) => (said(name) ?? said('connect') !== false) === true);
  if (alone && on !== undefined)
    return refused(`slot_name = NONE and ${on} = true are mutually exclusive options`);
  const published = textsOf(publication);
  const twice = published.find((name, at) => published.indexOf(name) < at);
  const message = `publication name "${twice ?? ''}" used more than once`;
  return twice === undefined
    ? []
    : [
        { before: 14, sqlstate: '42601', message },
        { from: 14, sqlstate: '42710', message },
      ];
}
