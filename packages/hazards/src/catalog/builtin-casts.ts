/**
 * The casts and the categories of the types that PostgreSQL is born with. Made by `measure/casts.mjs` from pg_cast and pg_type of 11 to
 * 18; not edited by hand. A cast reads `target=context method`: context (i)mplicit, (a)ssignment or (e)xplicit; method (b)inary, by
 * (f)unction or through (i)ts text. Behind @ stand the majors that have it, where not all of them do.
 */
export const casts = `
abstime: date=af@-11 int4=eb@-11 time=af@-11 timestamp=if@-11 timestamptz=if@-11
bit: bit=if int4=ef int8=ef varbit=ib
bool: bpchar=af int4=ef text=af varchar=af
box: circle=ef lseg=ef point=ef polygon=af
bpchar: bpchar=if char=af name=if text=if varchar=if xml=ef
bytea: int2=ef@18- int4=ef@18- int8=ef@18-
char: bpchar=af int4=ef text=if varchar=af
cidr: bpchar=af inet=ib text=af varchar=af
circle: box=ef point=ef polygon=ef
date: timestamp=if timestamptz=if
daterange: datemultirange=ef@14-
float4: float8=if int2=af int4=af int8=af numeric=af
float8: float4=af int2=af int4=af int8=af numeric=af
inet: bpchar=af cidr=af text=af varchar=af
int2: float4=if float8=if int4=if int8=if numeric=if oid=if regclass=if regconfig=if regdictionary=if regnamespace=if regoper=if regoperator=if regproc=if regprocedure=if regrole=if regtype=if regcollation=if@13- bytea=ef@18-
int4: abstime=eb@-11 bit=ef bool=ef char=ef float4=if float8=if int2=af int8=if money=af numeric=if oid=ib regclass=ib regconfig=ib regdictionary=ib regnamespace=ib regoper=ib regoperator=ib regproc=ib regprocedure=ib regrole=ib regtype=ib reltime=eb@-11 regcollation=ib@13- bytea=ef@18-
int4range: int4multirange=ef@14-
int8: bit=ef float4=if float8=if int2=af int4=af money=af numeric=if oid=if regclass=if regconfig=if regdictionary=if regnamespace=if regoper=if regoperator=if regproc=if regprocedure=if regrole=if regtype=if regcollation=if@13- bytea=ef@18-
int8range: int8multirange=ef@14-
interval: interval=if reltime=af@-11 time=af
json: jsonb=ai
jsonb: bool=ef float4=ef float8=ef int2=ef int4=ef int8=ef json=ai numeric=ef
lseg: point=ef
macaddr: macaddr8=if
macaddr8: macaddr=if
money: numeric=af
name: bpchar=af text=if varchar=af
numeric: float4=if float8=if int2=af int4=af int8=af money=af numeric=if
numrange: nummultirange=ef@14-
oid: int4=ab int8=af regclass=ib regconfig=ib regdictionary=ib regnamespace=ib regoper=ib regoperator=ib regproc=ib regprocedure=ib regrole=ib regtype=ib regcollation=ib@13-
path: point=ef@-14 polygon=af
pg_dependencies: bytea=ib text=ii
pg_mcv_list: bytea=ib@12- text=ii@12-
pg_ndistinct: bytea=ib text=ii
pg_node_tree: text=ib
point: box=af
polygon: box=ef circle=ef path=af point=ef
regclass: int4=ab int8=af oid=ib
regcollation: int4=ab@13- int8=af@13- oid=ib@13-
regconfig: int4=ab int8=af oid=ib
regdictionary: int4=ab int8=af oid=ib
regnamespace: int4=ab int8=af oid=ib
regoper: int4=ab int8=af oid=ib regoperator=ib
regoperator: int4=ab int8=af oid=ib regoper=ib
regproc: int4=ab int8=af oid=ib regprocedure=ib
regprocedure: int4=ab int8=af oid=ib regproc=ib
regrole: int4=ab int8=af oid=ib
regtype: int4=ab int8=af oid=ib
reltime: int4=eb@-11 interval=if@-11
text: bpchar=ib char=af name=if regclass=if varchar=ib xml=ef
time: interval=if time=if timetz=if
timestamp: abstime=af@-11 date=af time=af timestamp=if timestamptz=if
timestamptz: abstime=af@-11 date=af time=af timestamp=af timestamptz=if timetz=af
timetz: time=af timetz=if
tsrange: tsmultirange=ef@14-
tstzrange: tstzmultirange=ef@14-
varbit: bit=ib varbit=if
varchar: bpchar=ib char=af name=if regclass=if text=ib varchar=if xml=ef
xid8: xid=ef@13-
xml: bpchar=ab text=ab varchar=ab
`;

export const categories = `
B: bool
D: abstime@-11 date time timestamp timestamptz timetz
G: box circle line lseg path point polygon
I: cidr inet
N: float4 float8 int2 int4 int8 money numeric oid regclass regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype regcollation@13-
R: daterange int4range int8range numrange tsrange tstzrange datemultirange@14- int4multirange@14- int8multirange@14- nummultirange@14- tsmultirange@14- tstzmultirange@14-
S: bpchar char@-14 name pg_dependencies@-14 pg_ndistinct@-14 pg_node_tree@-14 text varchar pg_mcv_list@12-14 pg_brin_bloom_summary@14-14 pg_brin_minmax_multi_summary@14-14
T: interval reltime@-11 tinterval@-11
U: aclitem bytea cid gtsvector json jsonb macaddr macaddr8 pg_lsn refcursor smgr@-11 tid tsquery tsvector txid_snapshot uuid xid xml jsonpath@12- pg_snapshot@13- xid8@13-
V: bit varbit
Z: char@15- pg_brin_bloom_summary@15- pg_brin_minmax_multi_summary@15- pg_dependencies@15- pg_mcv_list@15- pg_ndistinct@15- pg_node_tree@15-
`;
