import { jsonWithoutPasswords, keepSecret, withoutPasswords } from './secrets';

const login = { user: 'ann', host: 'db.example', database: 'crm' };

test('a password that stands by itself is blotted out once it is known, also as a URL writes it', () => {
  expect(withoutPasswords('pw=to$ca(na')).toBe('pw=to$ca(na');
  keepSecret({ ...login, password: 'to$ca(na' });
  expect(withoutPasswords('pw=to$ca(na, to%24ca(na, xto$ca(nax')).toBe('pw=***, ***, x***x');
});

test('a short password only where it stands alone; names that are shown on purpose never', () => {
  keepSecret({ ...login, password: 'note' });
  expect(withoutPasswords('pw=note; notes, footnote')).toBe('pw=***; notes, footnote');
  for (const password of ['ann', 'crm', 'db.example', 'no', '']) keepSecret({ ...login, password });
  expect(withoutPasswords('ann@db.example/crm no')).toBe('ann@db.example/crm no');
});

test('JSON stays JSON, and a password with a quote is found in it', () => {
  keepSecret({ ...login, password: '1000' });
  keepSecret({ ...login, password: 'quo"ted\\pass' });
  expect(
    JSON.parse(jsonWithoutPasswords({ ms: 1000, why: 'pw=quo"ted\\pass', url: 'postgres://a:b@c' })),
  ).toEqual({
    ms: 1000,
    why: 'pw=***',
    url: 'postgres://a:***@c',
  });
});
