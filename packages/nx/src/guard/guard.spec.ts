import { preTasksExecution } from './guard';

describe('the hook', () => {
  it('refuses where Nx does not tell what it runs', async () => {
    const before = { workspaceRoot: '/nowhere', nxJsonConfiguration: {} };
    await expect(preTasksExecution(undefined, before)).rejects.toThrow(/^REFUSED.*\n.*21\.4\n.*next:/);
  });
});
