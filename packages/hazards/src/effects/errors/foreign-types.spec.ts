import { heldTo } from '../../testing/held-to';

const schema = `CREATE TYPE mood AS ENUM ('a'); CREATE TYPE state AS ENUM ('a'); CREATE DOMAIN dom AS int;
CREATE TABLE p_int2 (id smallint PRIMARY KEY); CREATE TABLE p_int4 (id int PRIMARY KEY); CREATE TABLE p_int8 (id bigint PRIMARY KEY); CREATE TABLE p_num (id numeric PRIMARY KEY); CREATE TABLE p_f4 (id real PRIMARY KEY); CREATE TABLE p_f8 (id float8 PRIMARY KEY); CREATE TABLE p_txt (id text PRIMARY KEY); CREATE TABLE p_vc (id varchar(9) PRIMARY KEY); CREATE TABLE p_bp (id char(9) PRIMARY KEY); CREATE TABLE p_nm (id name PRIMARY KEY); CREATE TABLE p_dt (id date PRIMARY KEY); CREATE TABLE p_ts (id timestamp PRIMARY KEY); CREATE TABLE p_tz (id timestamptz PRIMARY KEY); CREATE TABLE p_tm (id time PRIMARY KEY); CREATE TABLE p_ttz (id timetz PRIMARY KEY); CREATE TABLE p_iv (id interval PRIMARY KEY); CREATE TABLE p_uu (id uuid PRIMARY KEY); CREATE TABLE p_ip (id inet PRIMARY KEY); CREATE TABLE p_ci (id cidr PRIMARY KEY); CREATE TABLE p_bt (id bit(3) PRIMARY KEY); CREATE TABLE p_vb (id varbit PRIMARY KEY); CREATE TABLE p_oi (id oid PRIMARY KEY); CREATE TABLE p_md (id mood PRIMARY KEY); CREATE TABLE p_st (id state PRIMARY KEY); CREATE TABLE p_ia (id int[] PRIMARY KEY); CREATE TABLE p_dm (id dom PRIMARY KEY); CREATE TABLE p_mc (id macaddr PRIMARY KEY); CREATE TABLE p_m8 (id macaddr8 PRIMARY KEY); CREATE TABLE p_bo (id boolean PRIMARY KEY); CREATE TABLE p_by (id bytea PRIMARY KEY);
CREATE TABLE c (int2 smallint, int4 int, int8 bigint, num numeric, f4 real, f8 float8, txt text, vc varchar(9), bp char(9), nm name, dt date, ts timestamp, tz timestamptz, tm time, ttz timetz, iv interval, uu uuid, ip inet, ci cidr, bt bit(3), vb varbit, oi oid, md mood, st state, ia int[], dm dom, mc macaddr, m8 macaddr8, bo boolean, by bytea);`;

heldTo('foreign-types', schema, [
  [
    'ALTER TABLE c ADD FOREIGN KEY (int2) REFERENCES $',
    { p_int2: '-', p_int4: '-', p_int8: '-', p_num: '-', p_f4: '-', p_f8: '-', p_oi: '-', p_dm: '-' },
  ],
  ['ALTER TABLE c ADD FOREIGN KEY (int2) REFERENCES $', { p_txt: '42804', p_bo: '42804' }],
  [
    'ALTER TABLE c ADD FOREIGN KEY (int4) REFERENCES $',
    { p_int2: '-', p_int4: '-', p_int8: '-', p_num: '-', p_f4: '-', p_f8: '-', p_oi: '-', p_dm: '-' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (int4) REFERENCES $',
    { p_txt: '42804', p_bo: '42804', p_md: '42804', p_st: '42804', p_ia: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (int8) REFERENCES $',
    { p_int2: '-', p_int4: '-', p_int8: '-', p_num: '-', p_f4: '-', p_f8: '-', p_oi: '-', p_dm: '-' },
  ],
  ['ALTER TABLE c ADD FOREIGN KEY (int8) REFERENCES $', { p_txt: '42804', p_bo: '42804' }],
  [
    'ALTER TABLE c ADD FOREIGN KEY (num) REFERENCES $',
    {
      p_int2: '42804',
      p_int4: '42804',
      p_int8: '42804',
      p_num: '-',
      p_f4: '-',
      p_f8: '-',
      p_oi: '42804',
      p_dm: '42804',
    },
  ],
  ['ALTER TABLE c ADD FOREIGN KEY (num) REFERENCES $', { p_txt: '42804', p_bo: '42804' }],
  [
    'ALTER TABLE c ADD FOREIGN KEY (f4) REFERENCES $',
    {
      p_int2: '42804',
      p_int4: '42804',
      p_int8: '42804',
      p_num: '42804',
      p_f4: '-',
      p_f8: '-',
      p_oi: '42804',
      p_dm: '42804',
    },
  ],
  ['ALTER TABLE c ADD FOREIGN KEY (f4) REFERENCES $', { p_txt: '42804', p_bo: '42804' }],
  [
    'ALTER TABLE c ADD FOREIGN KEY (f8) REFERENCES $',
    {
      p_int2: '42804',
      p_int4: '42804',
      p_int8: '42804',
      p_num: '42804',
      p_f4: '-',
      p_f8: '-',
      p_oi: '42804',
      p_dm: '42804',
    },
  ],
  ['ALTER TABLE c ADD FOREIGN KEY (f8) REFERENCES $', { p_txt: '42804', p_bo: '42804' }],
  [
    'ALTER TABLE c ADD FOREIGN KEY (oi) REFERENCES $',
    { p_num: '42804', p_f4: '42804', p_f8: '42804', p_oi: '-', p_txt: '42804', p_bo: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (dm) REFERENCES $',
    { p_int2: '-', p_int4: '-', p_int8: '-', p_num: '-', p_f4: '-', p_f8: '-', p_oi: '-', p_dm: '-' },
  ],
  ['ALTER TABLE c ADD FOREIGN KEY (dm) REFERENCES $', { p_txt: '42804', p_bo: '42804' }],
  [
    'ALTER TABLE c ADD FOREIGN KEY (txt) REFERENCES $',
    {
      p_int2: '42804',
      p_int4: '42804',
      p_int8: '42804',
      p_num: '42804',
      p_f4: '42804',
      p_f8: '42804',
      p_oi: '42804',
      p_dm: '42804',
    },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (txt) REFERENCES $',
    {
      p_txt: '-',
      p_bo: '42804',
      p_vc: '-',
      p_bp: '-',
      p_nm: '-',
      p_md: '42804',
      p_uu: '42804',
      p_dt: '42804',
    },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (bo) REFERENCES $',
    {
      p_int2: '42804',
      p_int4: '42804',
      p_int8: '42804',
      p_num: '42804',
      p_f4: '42804',
      p_f8: '42804',
      p_oi: '42804',
      p_dm: '42804',
    },
  ],
  ['ALTER TABLE c ADD FOREIGN KEY (bo) REFERENCES $', { p_txt: '42804', p_bo: '-' }],
  [
    'ALTER TABLE c ADD FOREIGN KEY (vc) REFERENCES $',
    { p_txt: '-', p_vc: '-', p_bp: '-', p_nm: '-', p_md: '42804', p_uu: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (bp) REFERENCES $',
    { p_txt: '-', p_vc: '-', p_bp: '-', p_md: '42804', p_uu: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (nm) REFERENCES $',
    { p_txt: '-', p_vc: '-', p_bp: '42804', p_nm: '-', p_md: '42804', p_uu: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (md) REFERENCES $',
    {
      p_txt: '42804',
      p_vc: '42804',
      p_bp: '42804',
      p_nm: '42804',
      p_md: '-',
      p_uu: '42804',
      p_st: '42804',
      p_int4: '42804',
    },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (uu) REFERENCES $',
    {
      p_txt: '42804',
      p_vc: '42804',
      p_bp: '42804',
      p_nm: '42804',
      p_md: '42804',
      p_uu: '-',
      p_ip: '42804',
      p_ci: '42804',
    },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (dt) REFERENCES $',
    { p_dt: '-', p_ts: '-', p_tz: '-', p_tm: '42804', p_ttz: '42804', p_iv: '42804', p_txt: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (ts) REFERENCES $',
    { p_dt: '-', p_ts: '-', p_tz: '-', p_tm: '42804', p_ttz: '42804', p_iv: '42804', p_txt: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (tz) REFERENCES $',
    { p_dt: '-', p_ts: '-', p_tz: '-', p_tm: '42804', p_ttz: '42804', p_iv: '42804', p_txt: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (tm) REFERENCES $',
    { p_dt: '42804', p_ts: '42804', p_tz: '42804', p_tm: '-', p_ttz: '-', p_iv: '-', p_txt: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (ttz) REFERENCES $',
    { p_dt: '42804', p_ts: '42804', p_tz: '42804', p_ttz: '-', p_iv: '42804', p_txt: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (iv) REFERENCES $',
    { p_dt: '42804', p_ts: '42804', p_tz: '42804', p_ttz: '42804', p_iv: '-', p_txt: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (txt) REFERENCES $',
    {
      p_ts: '42804',
      p_tz: '42804',
      p_tm: '42804',
      p_ttz: '42804',
      p_iv: '42804',
      p_mc: '42804',
      p_m8: '42804',
    },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (ip) REFERENCES $',
    { p_ip: '-', p_ci: '-', p_bt: '42804', p_vb: '42804', p_uu: '42804', p_by: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (ci) REFERENCES $',
    { p_ip: '-', p_ci: '-', p_bt: '42804', p_vb: '42804', p_uu: '42804', p_by: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (bt) REFERENCES $',
    { p_ip: '42804', p_ci: '42804', p_bt: '-', p_vb: '-', p_uu: '42804', p_by: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (vb) REFERENCES $',
    { p_ip: '42804', p_ci: '42804', p_bt: '-', p_vb: '-', p_uu: '42804', p_by: '42804' },
  ],
  ['ALTER TABLE c ADD FOREIGN KEY (uu) REFERENCES $', { p_bt: '42804', p_vb: '42804', p_by: '42804' }],
  [
    'ALTER TABLE c ADD FOREIGN KEY (by) REFERENCES $',
    { p_ip: '42804', p_ci: '42804', p_bt: '42804', p_vb: '42804', p_uu: '42804', p_by: '-' },
  ],
  ['ALTER TABLE c ADD FOREIGN KEY (md) REFERENCES p_ia', '42804'],
  [
    'ALTER TABLE c ADD FOREIGN KEY (st) REFERENCES $',
    { p_md: '42804', p_st: '-', p_int4: '42804', p_ia: '42804' },
  ],
  [
    'ALTER TABLE c ADD FOREIGN KEY (ia) REFERENCES $',
    { p_md: '42804', p_st: '42804', p_int4: '42804', p_ia: '-' },
  ],
  ['ALTER TABLE c ADD FOREIGN KEY (mc) REFERENCES $', { p_mc: '-', p_m8: '-', p_txt: '42804' }],
  ['ALTER TABLE c ADD FOREIGN KEY (m8) REFERENCES $', { p_mc: '-', p_m8: '-', p_txt: '42804' }],
]);
