import { EVERY_KIND } from '../../testing/held-schemas';
import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo('copy', EVERY_KIND, [
  ['COPY $', { 'v TO STDOUT': '42809', 'sq TO STDOUT': '42809', 't (nope) TO STDOUT': '42703' }],
  ['COPY $ FROM STDIN', { v: '42809', sq: '42809', mv: '42809' }],
  ["COPY iv FROM '/dev/null'", '-'],
]);
