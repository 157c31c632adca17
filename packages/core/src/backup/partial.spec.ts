import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { completePartial, createPartial, sweepPartials } from './partial';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'safe-migrate-partial-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that has ended: its number is not in use any more. */
const dead = (): number => spawnSync('true').pid;
const partialOf = (name: string, owner: object | string): string => {
  const path = join(folder, `${name}.partial`);
  mkdirSync(join(path, 'archive'), { recursive: true });
  writeFileSync(join(path, 'archive', 'toc.dat'), 'x');
  writeFileSync(join(path, 'owner.json'), typeof owner === 'string' ? owner : JSON.stringify(owner));
  return path;
};
const HOURS = 3_600_000;

describe('half-written backups', () => {
  it('of a dead process go, those of a live one and whole backups stay', () => {
    const mine = createPartial(join(folder, 'mine'));
    const whole = createPartial(join(folder, 'whole'));
    completePartial(whole);
    mkdirSync(join(folder, 'backup-1', 'archive'), { recursive: true });
    partialOf('dead', { host: hostname(), pid: dead() });
    expect(sweepPartials(folder)).toEqual(['dead.partial']);
    expect(existsSync(mine)).toBe(true);
    expect(existsSync(join(folder, 'backup-1'))).toBe(true);
    expect(existsSync(join(whole, 'owner.json'))).toBe(false);
  });

  it('of another host go when nothing was written for a day', () => {
    partialOf('elsewhere', { host: 'another.example', pid: process.pid });
    expect(sweepPartials(folder, Date.now() + 23 * HOURS)).toEqual([]);
    expect(sweepPartials(folder, Date.now() + 25 * HOURS)).toEqual(['elsewhere.partial']);
  });

  it('that do not say whose they are go after a day', () => {
    partialOf('unreadable', '{');
    const bare = join(folder, 'bare.partial');
    mkdirSync(bare);
    expect(sweepPartials(folder)).toEqual([]);
    const yesterday = new Date(Date.now() - 25 * HOURS);
    utimesSync(bare, yesterday, yesterday);
    expect(sweepPartials(folder)).toEqual(['bare.partial']);
  });
});
