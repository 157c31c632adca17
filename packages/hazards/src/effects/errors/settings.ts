import { knowsSetting } from '../../catalog/settings';
import type { Action } from '../../sql/actions';
import { isOn } from '../../sql/read/publications';
import type { Conditions, PredictedError } from '../effect';
import { raise } from './raise';

const durations = new Set([
  'lock_timeout',
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'deadlock_timeout',
]);

/** SET, RESET and set_config() of what the server does not know (42704), or of a time that is none (22023). */
export function settingError(action: Action, { serverMajor }: Conditions): PredictedError | null {
  if (action.kind !== 'setting') return null;
  const { name, value } = action;
  if (!knowsSetting(name, serverMajor))
    return raise('42704', `unrecognized configuration parameter "${name}"`);
  if (name === 'default_with_oids' && serverMajor >= 12 && value !== null && isOn(value) === true)
    return raise('0A000', 'tables declared WITH OIDS are not supported');
  return durations.has(name) && value !== null && !/\d/.test(value)
    ? raise('22023', `invalid value for parameter "${name}": "${value}"`)
    : null;
}
