import { assertTyped } from './assert-typed';

describe('what confirms', () => {
  const said: string[] = [];
  const ask = (target: object | undefined): boolean =>
    assertTyped(
      { projectName: 'app', targetName: 'safe-migrate', target } as never,
      (text) => void said.push(text),
    );

  it('may not stand in a target or one of its configurations', () => {
    expect(ask({ options: { confirm: 'crm' } })).toBe(false);
    expect(ask({ configurations: { production: { confirm: 'crm' } } })).toBe(false);
    expect(said.join()).toMatch(/REFUSED app:safe-migrate.*--confirm=<database name>/s);
  });

  it('may be left out', () => {
    expect(ask(undefined)).toBe(true);
    expect(
      ask({ options: { dataSource: 'a' }, configurations: { plan: { plan: true }, none: undefined } }),
    ).toBe(true);
  });
});
