import refuseExecutor from './executor';

describe('the executor refuse', () => {
  let printed: string;
  beforeEach(() => {
    printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  });
  afterEach(() => jest.restoreAllMocks());

  it('fails, names what was refused and what to run instead', async () => {
    const context = { projectName: 'server', targetName: 'database:reset', configurationName: 'no-seed' };
    expect(await refuseExecutor({ instead: 'npx nx run server:safe-migrate' }, context)).toEqual({
      success: false,
    });
    expect(printed).toContain('server:database:reset:no-seed');
    expect(printed).toContain('npx nx run server:safe-migrate');
  });

  it('fails without options too', async () => {
    expect(await refuseExecutor({}, { projectName: 'server', targetName: 'drop' })).toEqual({
      success: false,
    });
    expect(printed).toContain('server:drop');
  });
});
