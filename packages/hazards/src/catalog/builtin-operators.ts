/**
 * The operators and functions that PostgreSQL is born with, by their names. Made by `measure/operators.mjs` from pg_operator, pg_proc,
 * pg_cast and pg_type of 11 to 18; not edited by hand. An entry reads `arguments=result`; an operator without a left side begins with
 * a comma. `!` stands behind what is not IMMUTABLE, `+` behind what gives rows, `~n` behind arguments of which the last n have
 * defaults, `*` where the last one is VARIADIC. Behind @ stand the majors that have it, where not all of them do.
 */
export const operators = String.raw`
!!: ,int8=numeric@-13 ,tsquery=tsquery
!~: bpchar,text=bool name,text=bool text,text=bool
!~*: bpchar,text=bool name,text=bool text,text=bool
!~~: bpchar,text=bool bytea,bytea=bool name,text=bool text,text=bool
!~~*: bpchar,text=bool name,text=bool text,text=bool
#: ,path=int4 ,polygon=int4 bit,bit=bit box,box=box int2,int2=int2 int4,int4=int4 int8,int8=int8 line,line=point lseg,lseg=point
##: line,box=point@-14 line,lseg=point lseg,box=point lseg,line=point@-14 lseg,lseg=point point,box=point point,line=point point,lseg=point
#-: jsonb,text[]=jsonb
#<: tinterval,reltime=bool@-11
#<=: tinterval,reltime=bool@-11
#<>: tinterval,reltime=bool@-11
#=: tinterval,reltime=bool@-11
#>: json,text[]=json jsonb,text[]=jsonb tinterval,reltime=bool@-11
#>=: tinterval,reltime=bool@-11
#>>: json,text[]=text jsonb,text[]=text
%: int2,int2=int2 int4,int4=int4 int8,int8=int8 numeric,numeric=numeric
&: bit,bit=bit inet,inet=inet int2,int2=int2 int4,int4=int4 int8,int8=int8 macaddr,macaddr=macaddr macaddr8,macaddr8=macaddr8
&&: anyarray,anyarray=bool anyrange,anyrange=bool box,box=bool circle,circle=bool inet,inet=bool polygon,polygon=bool tinterval,tinterval=bool@-11 tsquery,tsquery=tsquery anymultirange,anymultirange=bool@14- anymultirange,anyrange=bool@14- anyrange,anymultirange=bool@14-
&<: anyrange,anyrange=bool box,box=bool circle,circle=bool polygon,polygon=bool anymultirange,anymultirange=bool@14- anymultirange,anyrange=bool@14- anyrange,anymultirange=bool@14-
&<|: box,box=bool circle,circle=bool polygon,polygon=bool
&>: anyrange,anyrange=bool box,box=bool circle,circle=bool polygon,polygon=bool anymultirange,anymultirange=bool@14- anymultirange,anyrange=bool@14- anyrange,anymultirange=bool@14-
*: anyrange,anyrange=anyrange box,point=box circle,point=circle float4,float4=float4 float4,float8=float8 float4,money=money float8,float4=float8 float8,float8=float8 float8,interval=interval float8,money=money int2,int2=int2 int2,int4=int4 int2,int8=int8 int2,money=money int4,int2=int4 int4,int4=int4 int4,int8=int8 int4,money=money int8,int2=int8 int8,int4=int8 int8,int8=int8 int8,money=money interval,float8=interval money,float4=money money,float8=money money,int2=money money,int4=money money,int8=money numeric,numeric=numeric path,point=path point,point=point anymultirange,anymultirange=anymultirange@14-
*<: record,record=bool
*<=: record,record=bool
*<>: record,record=bool
*=: record,record=bool
*>: record,record=bool
*>=: record,record=bool
+: ,float4=float4 ,float8=float8 ,int2=int2 ,int4=int4 ,int8=int8 ,numeric=numeric abstime,reltime=abstime@-11 aclitem[],aclitem=aclitem[] anyrange,anyrange=anyrange box,point=box circle,point=circle date,int4=date date,interval=timestamp date,time=timestamp date,timetz=timestamptz float4,float4=float4 float4,float8=float8 float8,float4=float8 float8,float8=float8 inet,int8=inet int2,int2=int2 int2,int4=int4 int2,int8=int8 int4,date=date int4,int2=int4 int4,int4=int4 int4,int8=int8 int8,inet=inet int8,int2=int8 int8,int4=int8 int8,int8=int8 interval,date=timestamp interval,interval=interval interval,time=time interval,timestamp=timestamp interval,timestamptz=timestamptz! interval,timetz=timetz money,money=money numeric,numeric=numeric path,path=path path,point=path point,point=point time,date=timestamp time,interval=time timestamp,interval=timestamp timestamptz,interval=timestamptz! timetz,date=timestamptz timetz,interval=timetz anymultirange,anymultirange=anymultirange@14- numeric,pg_lsn=pg_lsn@14- pg_lsn,numeric=pg_lsn@14-
-: ,float4=float4 ,float8=float8 ,int2=int2 ,int4=int4 ,int8=int8 ,interval=interval ,numeric=numeric abstime,reltime=abstime@-11 aclitem[],aclitem=aclitem[] anyrange,anyrange=anyrange box,point=box circle,point=circle date,date=int4 date,int4=date date,interval=timestamp float4,float4=float4 float4,float8=float8 float8,float4=float8 float8,float8=float8 inet,inet=int8 inet,int8=inet int2,int2=int2 int2,int4=int4 int2,int8=int8 int4,int2=int4 int4,int4=int4 int4,int8=int8 int8,int2=int8 int8,int4=int8 int8,int8=int8 interval,interval=interval jsonb,int4=jsonb jsonb,text=jsonb jsonb,text[]=jsonb money,money=money numeric,numeric=numeric path,point=path pg_lsn,pg_lsn=numeric point,point=point time,interval=time time,time=interval timestamp,interval=timestamp timestamp,timestamp=interval timestamptz,interval=timestamptz! timestamptz,timestamptz=interval timetz,interval=timetz anymultirange,anymultirange=anymultirange@14- pg_lsn,numeric=pg_lsn@14-
->: json,int4=json json,text=json jsonb,int4=jsonb jsonb,text=jsonb
->>: json,int4=text json,text=text jsonb,int4=text jsonb,text=text
-|-: anyrange,anyrange=bool anymultirange,anymultirange=bool@14- anymultirange,anyrange=bool@14- anyrange,anymultirange=bool@14-
/: box,point=box circle,point=circle float4,float4=float4 float4,float8=float8 float8,float4=float8 float8,float8=float8 int2,int2=int2 int2,int4=int4 int2,int8=int8 int4,int2=int4 int4,int4=int4 int4,int8=int8 int8,int2=int8 int8,int4=int8 int8,int8=int8 interval,float8=interval money,float4=money money,float8=money money,int2=money money,int4=money money,int8=money money,money=float8 numeric,numeric=numeric path,point=path point,point=point
<: abstime,abstime=bool@-11 anyarray,anyarray=bool anyenum,anyenum=bool anyrange,anyrange=bool bit,bit=bool bool,bool=bool box,box=bool bpchar,bpchar=bool bytea,bytea=bool char,char=bool circle,circle=bool date,date=bool date,timestamp=bool date,timestamptz=bool! float4,float4=bool float4,float8=bool float8,float4=bool float8,float8=bool inet,inet=bool int2,int2=bool int2,int4=bool int2,int8=bool int4,int2=bool int4,int4=bool int4,int8=bool int8,int2=bool int8,int4=bool int8,int8=bool interval,interval=bool jsonb,jsonb=bool lseg,lseg=bool macaddr,macaddr=bool macaddr8,macaddr8=bool money,money=bool name,name=bool numeric,numeric=bool oid,oid=bool oidvector,oidvector=bool path,path=bool pg_lsn,pg_lsn=bool record,record=bool reltime,reltime=bool@-11 text,text=bool tid,tid=bool time,time=bool timestamp,date=bool timestamp,timestamp=bool timestamp,timestamptz=bool! timestamptz,date=bool! timestamptz,timestamp=bool! timestamptz,timestamptz=bool timetz,timetz=bool tinterval,tinterval=bool@-11 tsquery,tsquery=bool tsvector,tsvector=bool uuid,uuid=bool varbit,varbit=bool name,text=bool@12- text,name=bool@12- xid8,xid8=bool@13- anymultirange,anymultirange=bool@14-
<#>: abstime,abstime=tinterval@-11
<->: box,box=float8 circle,circle=float8 circle,point=float8 circle,polygon=float8 line,box=float8@-14 line,line=float8 lseg,box=float8 lseg,line=float8 lseg,lseg=float8 path,path=float8 point,box=float8 point,circle=float8 point,line=float8 point,lseg=float8 point,path=float8 point,point=float8 point,polygon=float8 polygon,point=float8 polygon,polygon=float8 tsquery,tsquery=tsquery box,line=float8@13-14 box,lseg=float8@13- box,point=float8@13- line,lseg=float8@13- line,point=float8@13- lseg,point=float8@13- path,point=float8@13- polygon,circle=float8@13-
<<: anyrange,anyrange=bool bit,int4=bit box,box=bool circle,circle=bool inet,inet=bool int2,int4=int2 int4,int4=int4 int8,int4=int8 point,point=bool polygon,polygon=bool tinterval,tinterval=bool@-11 anymultirange,anymultirange=bool@14- anymultirange,anyrange=bool@14- anyrange,anymultirange=bool@14-
<<=: inet,inet=bool
<<|: box,box=bool circle,circle=bool polygon,polygon=bool point,point=bool@14-
<=: abstime,abstime=bool@-11 anyarray,anyarray=bool anyenum,anyenum=bool anyrange,anyrange=bool bit,bit=bool bool,bool=bool box,box=bool bpchar,bpchar=bool bytea,bytea=bool char,char=bool circle,circle=bool date,date=bool date,timestamp=bool date,timestamptz=bool! float4,float4=bool float4,float8=bool float8,float4=bool float8,float8=bool inet,inet=bool int2,int2=bool int2,int4=bool int2,int8=bool int4,int2=bool int4,int4=bool int4,int8=bool int8,int2=bool int8,int4=bool int8,int8=bool interval,interval=bool jsonb,jsonb=bool lseg,lseg=bool macaddr,macaddr=bool macaddr8,macaddr8=bool money,money=bool name,name=bool numeric,numeric=bool oid,oid=bool oidvector,oidvector=bool path,path=bool pg_lsn,pg_lsn=bool record,record=bool reltime,reltime=bool@-11 text,text=bool tid,tid=bool time,time=bool timestamp,date=bool timestamp,timestamp=bool timestamp,timestamptz=bool! timestamptz,date=bool! timestamptz,timestamp=bool! timestamptz,timestamptz=bool timetz,timetz=bool tinterval,tinterval=bool@-11 tsquery,tsquery=bool tsvector,tsvector=bool uuid,uuid=bool varbit,varbit=bool name,text=bool@12- text,name=bool@12- xid8,xid8=bool@13- anymultirange,anymultirange=bool@14-
<>: abstime,abstime=bool@-11 anyarray,anyarray=bool anyenum,anyenum=bool anyrange,anyrange=bool bit,bit=bool bool,bool=bool bpchar,bpchar=bool bytea,bytea=bool char,char=bool circle,circle=bool date,date=bool date,timestamp=bool date,timestamptz=bool! float4,float4=bool float4,float8=bool float8,float4=bool float8,float8=bool inet,inet=bool int2,int2=bool int2,int4=bool int2,int8=bool int4,int2=bool int4,int4=bool int4,int8=bool int8,int2=bool int8,int4=bool int8,int8=bool interval,interval=bool jsonb,jsonb=bool lseg,lseg=bool macaddr,macaddr=bool macaddr8,macaddr8=bool money,money=bool name,name=bool numeric,numeric=bool oid,oid=bool oidvector,oidvector=bool pg_lsn,pg_lsn=bool point,point=bool record,record=bool reltime,reltime=bool@-11 text,text=bool tid,tid=bool time,time=bool timestamp,date=bool timestamp,timestamp=bool timestamp,timestamptz=bool! timestamptz,date=bool! timestamptz,timestamp=bool! timestamptz,timestamptz=bool timetz,timetz=bool tinterval,tinterval=bool@-11 tsquery,tsquery=bool tsvector,tsvector=bool uuid,uuid=bool varbit,varbit=bool xid,int4=bool xid,xid=bool name,text=bool@12- text,name=bool@12- xid8,xid8=bool@13- anymultirange,anymultirange=bool@14-
<?>: abstime,tinterval=bool@-11
<@: anyarray,anyarray=bool anyelement,anyrange=bool anyrange,anyrange=bool box,box=bool circle,circle=bool jsonb,jsonb=bool lseg,box=bool lseg,line=bool point,box=bool point,circle=bool point,line=bool point,lseg=bool point,path=bool point,polygon=bool polygon,polygon=bool tsquery,tsquery=bool anyelement,anymultirange=bool@14- anymultirange,anymultirange=bool@14- anymultirange,anyrange=bool@14- anyrange,anymultirange=bool@14-
<^: box,box=bool point,point=bool
=: abstime,abstime=bool@-11 aclitem,aclitem=bool anyarray,anyarray=bool anyenum,anyenum=bool anyrange,anyrange=bool bit,bit=bool bool,bool=bool box,box=bool bpchar,bpchar=bool bytea,bytea=bool char,char=bool cid,cid=bool circle,circle=bool date,date=bool date,timestamp=bool date,timestamptz=bool! float4,float4=bool float4,float8=bool float8,float4=bool float8,float8=bool inet,inet=bool int2,int2=bool int2,int4=bool int2,int8=bool int4,int2=bool int4,int4=bool int4,int8=bool int8,int2=bool int8,int4=bool int8,int8=bool interval,interval=bool jsonb,jsonb=bool line,line=bool lseg,lseg=bool macaddr,macaddr=bool macaddr8,macaddr8=bool money,money=bool name,name=bool numeric,numeric=bool oid,oid=bool oidvector,oidvector=bool path,path=bool pg_lsn,pg_lsn=bool record,record=bool reltime,reltime=bool@-11 text,text=bool tid,tid=bool time,time=bool timestamp,date=bool timestamp,timestamp=bool timestamp,timestamptz=bool! timestamptz,date=bool! timestamptz,timestamp=bool! timestamptz,timestamptz=bool timetz,timetz=bool tinterval,tinterval=bool@-11 tsquery,tsquery=bool tsvector,tsvector=bool uuid,uuid=bool varbit,varbit=bool xid,int4=bool xid,xid=bool name,text=bool@12- text,name=bool@12- xid8,xid8=bool@13- anymultirange,anymultirange=bool@14-
>: abstime,abstime=bool@-11 anyarray,anyarray=bool anyenum,anyenum=bool anyrange,anyrange=bool bit,bit=bool bool,bool=bool box,box=bool bpchar,bpchar=bool bytea,bytea=bool char,char=bool circle,circle=bool date,date=bool date,timestamp=bool date,timestamptz=bool! float4,float4=bool float4,float8=bool float8,float4=bool float8,float8=bool inet,inet=bool int2,int2=bool int2,int4=bool int2,int8=bool int4,int2=bool int4,int4=bool int4,int8=bool int8,int2=bool int8,int4=bool int8,int8=bool interval,interval=bool jsonb,jsonb=bool lseg,lseg=bool macaddr,macaddr=bool macaddr8,macaddr8=bool money,money=bool name,name=bool numeric,numeric=bool oid,oid=bool oidvector,oidvector=bool path,path=bool pg_lsn,pg_lsn=bool record,record=bool reltime,reltime=bool@-11 text,text=bool tid,tid=bool time,time=bool timestamp,date=bool timestamp,timestamp=bool timestamp,timestamptz=bool! timestamptz,date=bool! timestamptz,timestamp=bool! timestamptz,timestamptz=bool timetz,timetz=bool tinterval,tinterval=bool@-11 tsquery,tsquery=bool tsvector,tsvector=bool uuid,uuid=bool varbit,varbit=bool name,text=bool@12- text,name=bool@12- xid8,xid8=bool@13- anymultirange,anymultirange=bool@14-
>=: abstime,abstime=bool@-11 anyarray,anyarray=bool anyenum,anyenum=bool anyrange,anyrange=bool bit,bit=bool bool,bool=bool box,box=bool bpchar,bpchar=bool bytea,bytea=bool char,char=bool circle,circle=bool date,date=bool date,timestamp=bool date,timestamptz=bool! float4,float4=bool float4,float8=bool float8,float4=bool float8,float8=bool inet,inet=bool int2,int2=bool int2,int4=bool int2,int8=bool int4,int2=bool int4,int4=bool int4,int8=bool int8,int2=bool int8,int4=bool int8,int8=bool interval,interval=bool jsonb,jsonb=bool lseg,lseg=bool macaddr,macaddr=bool macaddr8,macaddr8=bool money,money=bool name,name=bool numeric,numeric=bool oid,oid=bool oidvector,oidvector=bool path,path=bool pg_lsn,pg_lsn=bool record,record=bool reltime,reltime=bool@-11 text,text=bool tid,tid=bool time,time=bool timestamp,date=bool timestamp,timestamp=bool timestamp,timestamptz=bool! timestamptz,date=bool! timestamptz,timestamp=bool! timestamptz,timestamptz=bool timetz,timetz=bool tinterval,tinterval=bool@-11 tsquery,tsquery=bool tsvector,tsvector=bool uuid,uuid=bool varbit,varbit=bool name,text=bool@12- text,name=bool@12- xid8,xid8=bool@13- anymultirange,anymultirange=bool@14-
>>: anyrange,anyrange=bool bit,int4=bit box,box=bool circle,circle=bool inet,inet=bool int2,int4=int2 int4,int4=int4 int8,int4=int8 point,point=bool polygon,polygon=bool anymultirange,anymultirange=bool@14- anymultirange,anyrange=bool@14- anyrange,anymultirange=bool@14-
>>=: inet,inet=bool
>^: box,box=bool point,point=bool
?: jsonb,text=bool
?#: box,box=bool line,box=bool line,line=bool lseg,box=bool lseg,line=bool lseg,lseg=bool path,path=bool
?&: jsonb,text[]=bool
?-: ,line=bool ,lseg=bool point,point=bool
?-|: line,line=bool lseg,lseg=bool
?|: ,line=bool ,lseg=bool jsonb,text[]=bool point,point=bool
?||: line,line=bool lseg,lseg=bool
@: ,float4=float4 ,float8=float8 ,int2=int2 ,int4=int4 ,int8=int8 ,numeric=numeric box,box=bool@-13 circle,circle=bool@-13 lseg,box=bool@-13 lseg,line=bool@-13 point,box=bool@-13 point,circle=bool@-13 point,line=bool@-13 point,lseg=bool@-13 point,path=bool@-13 point,polygon=bool@-13 polygon,polygon=bool@-13
@-@: ,lseg=float8 ,path=float8
@>: aclitem[],aclitem=bool anyarray,anyarray=bool anyrange,anyelement=bool anyrange,anyrange=bool box,box=bool box,point=bool circle,circle=bool circle,point=bool jsonb,jsonb=bool path,point=bool polygon,point=bool polygon,polygon=bool tsquery,tsquery=bool anymultirange,anyelement=bool@14- anymultirange,anymultirange=bool@14- anymultirange,anyrange=bool@14- anyrange,anymultirange=bool@14-
@?: jsonb,jsonpath=bool@12-
@@: ,box=point ,circle=point ,lseg=point ,path=point@-14 ,polygon=point text,text=bool! text,tsquery=bool! tsquery,tsvector=bool tsvector,tsquery=bool jsonb,jsonpath=bool@12-
@@@: tsquery,tsvector=bool tsvector,tsquery=bool
^: float8,float8=float8 numeric,numeric=numeric
^@: text,text=bool
|: ,tinterval=abstime@-11 bit,bit=bit inet,inet=inet int2,int2=int2 int4,int4=int4 int8,int8=int8 macaddr,macaddr=macaddr macaddr8,macaddr8=macaddr8
|&>: box,box=bool circle,circle=bool polygon,polygon=bool
|/: ,float8=float8
|>>: box,box=bool circle,circle=bool polygon,polygon=bool point,point=bool@14-
||: anyarray,anyarray=anyarray@-13 anyarray,anyelement=anyarray@-13 anyelement,anyarray=anyarray@-13 anynonarray,text=text! bytea,bytea=bytea jsonb,jsonb=jsonb text,anynonarray=text! text,text=text tsquery,tsquery=tsquery tsvector,tsvector=tsvector varbit,varbit=varbit anycompatible,anycompatiblearray=anycompatiblearray@14- anycompatiblearray,anycompatible=anycompatiblearray@14- anycompatiblearray,anycompatiblearray=anycompatiblearray@14-
||/: ,float8=float8
~: ,bit=bit ,inet=inet ,int2=int2 ,int4=int4 ,int8=int8 ,macaddr8=macaddr8 ,macaddr=macaddr aclitem[],aclitem=bool@-13 box,box=bool@-13 bpchar,text=bool circle,circle=bool@-13 circle,point=bool@-13 name,text=bool path,point=bool@-13 polygon,point=bool@-13 polygon,polygon=bool@-13 text,text=bool
~*: bpchar,text=bool name,text=bool text,text=bool
~<=~: bpchar,bpchar=bool text,text=bool
~<~: bpchar,bpchar=bool text,text=bool
~=: box,box=bool circle,circle=bool point,point=bool polygon,polygon=bool tinterval,tinterval=bool@-11
~>=~: bpchar,bpchar=bool text,text=bool
~>~: bpchar,bpchar=bool text,text=bool
~~: bpchar,text=bool bytea,bytea=bool name,text=bool text,text=bool
~~*: bpchar,text=bool name,text=bool text,text=bool
`;

export const functions = `
abbrev: cidr=text inet=text
abs: float4=float4 float8=float8 int2=int2 int4=int4 int8=int8 numeric=numeric
acldefault: char,oid=aclitem[]
aclexplode: aclitem[]=record!+
acos: float8=float8
acosd: float8=float8
acosh: float8=float8@12-
age: timestamp,timestamp=interval timestamp=interval! timestamptz,timestamptz=interval timestamptz=interval! xid=int4!
area: box=float8 circle=float8 path=float8
array_dims: anyarray=text
array_fill: anyelement,int4[],int4[]=anyarray anyelement,int4[]=anyarray
array_length: anyarray,int4=int4
array_lower: anyarray,int4=int4
array_ndims: anyarray=int4
array_position: anyarray,anyelement,int4=int4@-13 anyarray,anyelement=int4@-13 anycompatiblearray,anycompatible,int4=int4@14- anycompatiblearray,anycompatible=int4@14-
array_positions: anyarray,anyelement=int4[]@-13 anycompatiblearray,anycompatible=int4[]@14-
array_remove: anyarray,anyelement=anyarray@-13 anycompatiblearray,anycompatible=anycompatiblearray@14-
array_replace: anyarray,anyelement,anyelement=anyarray@-13 anycompatiblearray,anycompatible,anycompatible=anycompatiblearray@14-
array_reverse: anyarray=anyarray@18-
array_sample: anyarray,int4=anyarray!@16-
array_shuffle: anyarray=anyarray!@16-
array_sort: anyarray,bool,bool=anyarray@18- anyarray,bool=anyarray@18- anyarray=anyarray@18-
array_to_json: anyarray,bool=json! anyarray=json!
array_to_string: anyarray,text,text=text! anyarray,text=text!
array_to_tsvector: text[]=tsvector
array_upper: anyarray,int4=int4
ascii: text=int4
asin: float8=float8
asind: float8=float8
asinh: float8=float8@12-
atan: float8=float8
atan2: float8,float8=float8
atan2d: float8,float8=float8
atand: float8=float8
atanh: float8=float8@12-
bit: bit,int4,bool=bit int4,int4=bit int8,int4=bit
bit_count: bit=int8@14- bytea=int8@14-
bit_length: bit=int4 bytea=int4 text=int4
bool: int4=bool jsonb=bool
bound_box: box,box=box
box: circle=box point,point=box point=box polygon=box
bpchar: bpchar,int4,bool=bpchar char=bpchar name=bpchar
broadcast: inet=inet
btequalimage: oid=bool@13-
btrim: bytea,bytea=bytea text,text=text text=text
btvarstrequalimage: oid=bool@13-
cardinality: anyarray=int4
casefold: text=text@18-
cash_words: money=text
cbrt: float8=float8
ceil: float8=float8 numeric=numeric
ceiling: float8=float8 numeric=numeric
center: box=point circle=point
char: int4=char text=char
char_length: bpchar=int4 text=int4
character_length: bpchar=int4 text=int4
chr: int4=text
cidr: inet=cidr
circle: box=circle point,float8=circle polygon=circle
clock_timestamp: =timestamptz!
col_description: oid,int4=text!
concat: any*=text!
concat_ws: text,any*=text!
convert: bytea,name,name=bytea!
convert_from: bytea,name=text!
convert_to: text,name=bytea!
cos: float8=float8
cosd: float8=float8
cosh: float8=float8@12-
cot: float8=float8
cotd: float8=float8
crc32: bytea=int8@18-
crc32c: bytea=int8@18-
current_database: =name!
current_query: =text!
current_schema: =name!
current_schemas: bool=name[]!
current_setting: text,bool=text! text=text!
current_user: =name!
currval: regclass=int8!
database_to_xml: bool,bool,text=xml!
database_to_xml_and_xmlschema: bool,bool,text=xml!
database_to_xmlschema: bool,bool,text=xml!
date: abstime=date!@-11 timestamp=date timestamptz=date!
date_add: timestamptz,interval,text=timestamptz@16- timestamptz,interval=timestamptz!@16-
date_bin: interval,timestamp,timestamp=timestamp@14- interval,timestamptz,timestamptz=timestamptz@14-
date_part: text,abstime=float8!@-11 text,date=float8 text,interval=float8 text,reltime=float8!@-11 text,time=float8 text,timestamp=float8 text,timestamptz=float8! text,timetz=float8
date_subtract: timestamptz,interval,text=timestamptz@16- timestamptz,interval=timestamptz!@16-
date_trunc: text,interval=interval text,timestamp=timestamp text,timestamptz=timestamptz! text,timestamptz,text=timestamptz!@12-15 text,timestamptz,text=timestamptz@16-
datemultirange: =datemultirange@14- daterange=datemultirange@14- daterange[]*=datemultirange@14-
daterange: date,date,text=daterange date,date=daterange
daterange_canonical: daterange=daterange
daterange_subdiff: date,date=float8
decode: text,text=bytea
degrees: float8=float8
dexp: float8=float8
diagonal: box=lseg
diameter: circle=float8
div: numeric,numeric=numeric
dlog1: float8=float8
dlog10: float8=float8
dround: float8=float8
dtrunc: float8=float8
encode: bytea,text=text
enum_first: anyenum=anyenum!
enum_last: anyenum=anyenum!
enum_range: anyenum,anyenum=anyarray! anyenum=anyarray!
erf: float8=float8@16-
erfc: float8=float8@16-
exp: float8=float8 numeric=numeric
extract: text,date=numeric@14- text,interval=numeric@14- text,time=numeric@14- text,timestamp=numeric@14- text,timestamptz=numeric!@14- text,timetz=numeric@14-
factorial: int8=numeric
family: inet=int4
float4: float8=float4 int2=float4 int4=float4 int8=float4 jsonb=float4 numeric=float4
float8: float4=float8 int2=float8 int4=float8 int8=float8 jsonb=float8 numeric=float8
floor: float8=float8 numeric=numeric
fmgr_c_validator: oid=void!
fmgr_internal_validator: oid=void!
fmgr_sql_validator: oid=void!
format: text,any*=text! text=text!
format_type: oid,int4=text!
gamma: float8=float8@18-
gcd: int4,int4=int4@13- int8,int8=int8@13- numeric,numeric=numeric@13-
gen_random_uuid: =uuid!@13-
generate_series: int4,int4,int4=int4+ int4,int4=int4+ int8,int8,int8=int8+ int8,int8=int8+ numeric,numeric,numeric=numeric+ numeric,numeric=numeric+ timestamp,timestamp,interval=timestamp+ timestamptz,timestamptz,interval=timestamptz!+ timestamptz,timestamptz,interval,text=timestamptz+@16-
generate_subscripts: anyarray,int4,bool=int4+ anyarray,int4=int4+
get_bit: bit,int4=int4 bytea,int4=int4@-12 bytea,int8=int4@13-
get_byte: bytea,int4=int4
get_current_ts_config: =regconfig!
getdatabaseencoding: =name!
getpgusername: =name!
has_any_column_privilege: name,oid,text=bool! name,text,text=bool! oid,oid,text=bool! oid,text,text=bool! oid,text=bool! text,text=bool!
has_column_privilege: name,oid,int2,text=bool! name,oid,text,text=bool! name,text,int2,text=bool! name,text,text,text=bool! oid,int2,text=bool! oid,oid,int2,text=bool! oid,oid,text,text=bool! oid,text,int2,text=bool! oid,text,text,text=bool! oid,text,text=bool! text,int2,text=bool! text,text,text=bool!
has_database_privilege: name,oid,text=bool! name,text,text=bool! oid,oid,text=bool! oid,text,text=bool! oid,text=bool! text,text=bool!
has_foreign_data_wrapper_privilege: name,oid,text=bool! name,text,text=bool! oid,oid,text=bool! oid,text,text=bool! oid,text=bool! text,text=bool!
has_function_privilege: name,oid,text=bool! name,text,text=bool! oid,oid,text=bool! oid,text,text=bool! oid,text=bool! text,text=bool!
has_language_privilege: name,oid,text=bool! name,text,text=bool! oid,oid,text=bool! oid,text,text=bool! oid,text=bool! text,text=bool!
has_parameter_privilege: name,text,text=bool!@15- oid,text,text=bool!@15- text,text=bool!@15-
has_schema_privilege: name,oid,text=bool! name,text,text=bool! oid,oid,text=bool! oid,text,text=bool! oid,text=bool! text,text=bool!
has_sequence_privilege: name,oid,text=bool! name,text,text=bool! oid,oid,text=bool! oid,text,text=bool! oid,text=bool! text,text=bool!
has_server_privilege: name,oid,text=bool! name,text,text=bool! oid,oid,text=bool! oid,text,text=bool! oid,text=bool! text,text=bool!
has_table_privilege: name,oid,text=bool! name,text,text=bool! oid,oid,text=bool! oid,text,text=bool! oid,text=bool! text,text=bool!
has_tablespace_privilege: name,oid,text=bool! name,text,text=bool! oid,oid,text=bool! oid,text,text=bool! oid,text=bool! text,text=bool!
has_type_privilege: name,oid,text=bool! name,text,text=bool! oid,oid,text=bool! oid,text,text=bool! oid,text=bool! text,text=bool!
height: box=float8
host: inet=text
hostmask: inet=inet
inet_client_addr: =inet!
inet_client_port: =int4!
inet_merge: inet,inet=cidr
inet_same_family: inet,inet=bool
inet_server_addr: =inet!
inet_server_port: =int4!
initcap: text=text
int2: float4=int2 float8=int2 int4=int2 int8=int2 jsonb=int2 numeric=int2 bytea=int2@18-
int4: bit=int4 bool=int4 char=int4 float4=int4 float8=int4 int2=int4 int8=int4 jsonb=int4 numeric=int4 bytea=int4@18-
int4inc: int4=int4
int4multirange: =int4multirange@14- int4range=int4multirange@14- int4range[]*=int4multirange@14-
int4range: int4,int4,text=int4range int4,int4=int4range
int4range_canonical: int4range=int4range
int4range_subdiff: int4,int4=float8
int8: bit=int8 float4=int8 float8=int8 int2=int8 int4=int8 jsonb=int8 numeric=int8 oid=int8 bytea=int8@18-
int8multirange: =int8multirange@14- int8range=int8multirange@14- int8range[]*=int8multirange@14-
int8range: int8,int8,text=int8range int8,int8=int8range
int8range_canonical: int8range=int8range
int8range_subdiff: int8,int8=float8
interval: interval,int4=interval reltime=interval@-11 time=interval
is_normalized: text,text~1=bool@13-
isclosed: path=bool
isempty: anyrange=bool anymultirange=bool@14-
isfinite: abstime=bool@-11 date=bool interval=bool timestamp=bool timestamptz=bool
ishorizontal: line=bool lseg=bool point,point=bool
isopen: path=bool
isparallel: line,line=bool lseg,lseg=bool
isperp: line,line=bool lseg,lseg=bool
isvertical: line=bool lseg=bool point,point=bool
json_array_elements: json=json+
json_array_elements_text: json=text+
json_array_length: json=int4
json_build_array: =json! any*=json!
json_build_object: =json! any*=json!
json_each: json=record+
json_each_text: json=record+
json_object: text[],text[]=json text[]=json
json_object_keys: json=text+
json_populate_record: anyelement,json,bool~1=anyelement!
json_populate_recordset: anyelement,json,bool~1=anyelement!+
json_strip_nulls: json=json@-17 json,bool~1=json@18-
json_to_record: json=record!
json_to_recordset: json=record!+
json_to_tsvector: json,jsonb=tsvector! regconfig,json,jsonb=tsvector
json_typeof: json=text
jsonb_array_elements: jsonb=jsonb+
jsonb_array_elements_text: jsonb=text+
jsonb_array_length: jsonb=int4
jsonb_build_array: =jsonb! any*=jsonb!
jsonb_build_object: =jsonb! any*=jsonb!
jsonb_each: jsonb=record+
jsonb_each_text: jsonb=record+
jsonb_insert: jsonb,text[],jsonb,bool~1=jsonb
jsonb_object: text[],text[]=jsonb text[]=jsonb
jsonb_object_keys: jsonb=text+
jsonb_path_exists: jsonb,jsonpath,jsonb,bool~2=bool@12-
jsonb_path_exists_tz: jsonb,jsonpath,jsonb,bool~2=bool!@13-
jsonb_path_match: jsonb,jsonpath,jsonb,bool~2=bool@12-
jsonb_path_match_tz: jsonb,jsonpath,jsonb,bool~2=bool!@13-
jsonb_path_query: jsonb,jsonpath,jsonb,bool~2=jsonb+@12-
jsonb_path_query_array: jsonb,jsonpath,jsonb,bool~2=jsonb@12-
jsonb_path_query_array_tz: jsonb,jsonpath,jsonb,bool~2=jsonb!@13-
jsonb_path_query_first: jsonb,jsonpath,jsonb,bool~2=jsonb@12-
jsonb_path_query_first_tz: jsonb,jsonpath,jsonb,bool~2=jsonb!@13-
jsonb_path_query_tz: jsonb,jsonpath,jsonb,bool~2=jsonb!+@13-
jsonb_populate_record: anyelement,jsonb=anyelement!
jsonb_populate_recordset: anyelement,jsonb=anyelement!+
jsonb_pretty: jsonb=text
jsonb_set: jsonb,text[],jsonb,bool~1=jsonb
jsonb_set_lax: jsonb,text[],jsonb,bool,text~2=jsonb@13-
jsonb_strip_nulls: jsonb=jsonb@-17 jsonb,bool~1=jsonb@18-
jsonb_to_record: jsonb=record!
jsonb_to_recordset: jsonb=record!+
jsonb_to_tsvector: jsonb,jsonb=tsvector! regconfig,jsonb,jsonb=tsvector
jsonb_typeof: jsonb=text
justify_days: interval=interval
justify_hours: interval=interval
justify_interval: interval=interval
lastval: =int8!
lcm: int4,int4=int4@13- int8,int8=int8@13- numeric,numeric=numeric@13-
left: text,int4=text
length: bit=int4 bpchar=int4 bytea,name=int4! bytea=int4 lseg=float8 path=float8 text=int4 tsvector=int4
lgamma: float8=float8@18-
like: bytea,bytea=bool name,text=bool text,text=bool
like_escape: bytea,bytea=bytea text,text=text
line: point,point=line
ln: float8=float8 numeric=numeric
log: float8=float8 numeric,numeric=numeric numeric=numeric
log10: float8=float8@12- numeric=numeric@12-
lower: anyrange=anyelement text=text anymultirange=anyelement@14-
lower_inc: anyrange=bool anymultirange=bool@14-
lower_inf: anyrange=bool anymultirange=bool@14-
lpad: text,int4,text=text text,int4=text
lseg: box=lseg point,point=lseg
ltrim: text,text=text text=text bytea,bytea=bytea@14-
macaddr: macaddr8=macaddr
macaddr8: macaddr=macaddr8
macaddr8_set7bit: macaddr8=macaddr8
make_date: int4,int4,int4=date
make_interval: int4,int4,int4,int4,int4,int4,float8~7=interval
make_time: int4,int4,float8=time
make_timestamp: int4,int4,int4,int4,int4,float8=timestamp
make_timestamptz: int4,int4,int4,int4,int4,float8,text=timestamptz! int4,int4,int4,int4,int4,float8=timestamptz!
makeaclitem: oid,oid,text,bool=aclitem
masklen: inet=int4
md5: bytea=text text=text
min_scale: numeric=int4@13-
mod: int2,int2=int2 int4,int4=int4 int8,int8=int8 numeric,numeric=numeric
money: int4=money! int8=money! numeric=money!
multirange: anyrange=anymultirange@14-
mxid_age: xid=int4!
name: bpchar=name text=name varchar=name
nameconcatoid: name,oid=name@12-
netmask: inet=inet
network: inet=cidr
normalize: text,text~1=text@13-
notlike: bytea,bytea=bool name,text=bool text,text=bool
now: =timestamptz!
npoints: path=int4 polygon=int4
num_nonnulls: any*=int4
num_nulls: any*=int4
numeric: float4=numeric float8=numeric int2=numeric int4=numeric int8=numeric jsonb=numeric money=numeric! numeric,int4=numeric
numeric_div_trunc: numeric,numeric=numeric
numeric_exp: numeric=numeric
numeric_inc: numeric=numeric
numeric_ln: numeric=numeric
numeric_log: numeric,numeric=numeric
numeric_sqrt: numeric=numeric
nummultirange: =nummultirange@14- numrange=nummultirange@14- numrange[]*=nummultirange@14-
numnode: tsquery=int4
numrange: numeric,numeric,text=numrange numeric,numeric=numrange
numrange_subdiff: numeric,numeric=float8
obj_description: oid,name=text! oid=text!
octet_length: bit=int4 bpchar=int4 bytea=int4 text=int4
oid: int8=oid
oidvectortypes: oidvector=text!
overlaps: time,interval,time,interval=bool time,interval,time,time=bool time,time,time,interval=bool time,time,time,time=bool timestamp,interval,timestamp,interval=bool timestamp,interval,timestamp,timestamp=bool timestamp,timestamp,timestamp,interval=bool timestamp,timestamp,timestamp,timestamp=bool timestamptz,interval,timestamptz,interval=bool! timestamptz,interval,timestamptz,timestamptz=bool! timestamptz,timestamptz,timestamptz,interval=bool! timestamptz,timestamptz,timestamptz,timestamptz=bool timetz,timetz,timetz,timetz=bool
overlay: bit,bit,int4,int4=bit bit,bit,int4=bit bytea,bytea,int4,int4=bytea bytea,bytea,int4=bytea text,text,int4,int4=text text,text,int4=text
parse_ident: text,bool~1=text[]
path: polygon=path
pclose: path=path
pg_available_extension_versions: =record!+
pg_available_extensions: =record!+
pg_basetype: regtype=regtype!@17-
pg_blocking_pids: int4=int4[]!
pg_char_to_encoding: name=int4!
pg_client_encoding: =name!
pg_collation_for: any=text!
pg_collation_is_visible: oid=bool!
pg_column_compression: any=text!@14-
pg_column_is_updatable: regclass,int2,bool=bool!
pg_column_size: any=int4!
pg_conf_load_time: =timestamptz!
pg_config: =record+@-11 =record!+@12-
pg_conversion_is_visible: oid=bool!
pg_current_snapshot: =pg_snapshot!@13-
pg_current_wal_lsn: =pg_lsn!
pg_current_xact_id: =xid8!@13-
pg_current_xact_id_if_assigned: =xid8!@13-
pg_cursor: =record!+
pg_database_size: name=int8! oid=int8!
pg_describe_object: oid,oid,int4=text!
pg_encoding_max_length: int4=int4
pg_encoding_to_char: int4=name!
pg_extension_update_paths: name=record!+
pg_filenode_relation: oid,oid=regclass!
pg_function_is_visible: oid=bool!
pg_get_acl: oid,oid,int4=aclitem[]!@18-
pg_get_catalog_foreign_keys: =record!+@14-
pg_get_constraintdef: oid,bool=text! oid=text!
pg_get_expr: pg_node_tree,oid,bool=text! pg_node_tree,oid=text!
pg_get_function_arg_default: oid,int4=text!
pg_get_function_arguments: oid=text!
pg_get_function_identity_arguments: oid=text!
pg_get_function_result: oid=text!
pg_get_function_sqlbody: oid=text!@14-
pg_get_functiondef: oid=text!
pg_get_indexdef: oid,int4,bool=text! oid=text!
pg_get_keywords: =record!+
pg_get_object_address: text,text[],text[]=record!
pg_get_partition_constraintdef: oid=text!
pg_get_partkeydef: oid=text!
pg_get_publication_tables: text=oid!+@-14 text=record!+@15-15 text[]*=record!+@16-
pg_get_replica_identity_index: regclass=regclass!
pg_get_replication_slots: =record!+
pg_get_ruledef: oid,bool=text! oid=text!
pg_get_serial_sequence: text,text=text!
pg_get_statisticsobjdef: oid=text!
pg_get_statisticsobjdef_columns: oid=text!@14-
pg_get_statisticsobjdef_expressions: oid=text[]!@14-
pg_get_triggerdef: oid,bool=text! oid=text!
pg_get_userbyid: oid=name!
pg_get_viewdef: oid,bool=text! oid,int4=text! oid=text! text,bool=text! text=text!
pg_has_role: name,name,text=bool! name,oid,text=bool! name,text=bool! oid,name,text=bool! oid,oid,text=bool! oid,text=bool!
pg_identify_object: oid,oid,int4=record!
pg_identify_object_as_address: oid,oid,int4=record!
pg_index_column_has_property: regclass,int4,text=bool!
pg_index_has_property: regclass,text=bool!
pg_indexam_has_property: oid,text=bool!
pg_indexam_progress_phasename: oid,int8=text@12-
pg_indexes_size: regclass=int8!
pg_input_error_info: text,text=record!@16-
pg_input_is_valid: text,text=bool!@16-
pg_is_in_recovery: =bool!
pg_is_other_temp_schema: oid=bool!
pg_listening_channels: =text!+
pg_lsn: numeric=pg_lsn@14-
pg_mcv_list_items: pg_mcv_list=record!+@12-
pg_my_temp_schema: =oid!
pg_opclass_is_visible: oid=bool!
pg_operator_is_visible: oid=bool!
pg_opfamily_is_visible: oid=bool!
pg_options_to_table: text[]=record!+
pg_partition_root: regclass=regclass@12-
pg_postmaster_start_time: =timestamptz!
pg_prepared_statement: =record!+
pg_relation_filenode: regclass=oid!
pg_relation_filepath: regclass=text!
pg_relation_is_publishable: regclass=bool!
pg_relation_is_updatable: regclass,bool=int4!
pg_relation_size: regclass,text=int8! regclass=int8!
pg_replication_origin_oid: text=oid!
pg_sequence_last_value: regclass=int8!
pg_sequence_parameters: oid=record!
pg_settings_get_flags: text=text[]!@15-
pg_show_all_settings: =record!+
pg_size_bytes: text=int8
pg_size_pretty: int8=text numeric=text
pg_snapshot_xip: pg_snapshot=xid8+@13-
pg_snapshot_xmax: pg_snapshot=xid8@13-
pg_snapshot_xmin: pg_snapshot=xid8@13-
pg_statistics_obj_is_visible: oid=bool!
pg_table_is_visible: oid=bool!
pg_table_size: regclass=int8!
pg_tablespace_databases: oid=oid!+
pg_tablespace_location: oid=text!
pg_timezone_abbrevs: =record!+@-17
pg_timezone_names: =record!+
pg_total_relation_size: regclass=int8!
pg_trigger_depth: =int4!
pg_ts_config_is_visible: oid=bool!
pg_ts_dict_is_visible: oid=bool!
pg_ts_parser_is_visible: oid=bool!
pg_ts_template_is_visible: oid=bool!
pg_type_is_visible: oid=bool!
pg_typeof: any=regtype!
pg_visible_in_snapshot: xid8,pg_snapshot=bool@13-
pg_wal_lsn_diff: pg_lsn,pg_lsn=numeric
pg_walfile_name: pg_lsn=text
pg_walfile_name_offset: pg_lsn=record
pg_xact_status: xid8=text!@13-
phraseto_tsquery: regconfig,text=tsquery text=tsquery!
pi: =float8
plainto_tsquery: regconfig,text=tsquery text=tsquery!
point: box=point circle=point float8,float8=point lseg=point path=point@-14 polygon=point
polygon: box=polygon circle=polygon int4,circle=polygon path=polygon
popen: path=path
position: bit,bit=int4 bytea,bytea=int4 text,text=int4
postgresql_fdw_validator: text[],oid=bool
pow: float8,float8=float8 numeric,numeric=numeric
power: float8,float8=float8 numeric,numeric=numeric
querytree: tsquery=text
quote_ident: text=text
quote_literal: anyelement=text! text=text
quote_nullable: anyelement=text! text=text
radians: float8=float8
radius: circle=float8
random: =float8! int4,int4=int4!@17- int8,int8=int8!@17- numeric,numeric=numeric!@17-
random_normal: float8,float8~2=float8!@16-
range_merge: anyrange,anyrange=anyrange anymultirange=anyrange@14-
regclass: text=regclass!
regexp_count: text,text,int4,text=int4@15- text,text,int4=int4@15- text,text=int4@15-
regexp_instr: text,text,int4,int4,int4,text,int4=int4@15- text,text,int4,int4,int4,text=int4@15- text,text,int4,int4,int4=int4@15- text,text,int4,int4=int4@15- text,text,int4=int4@15- text,text=int4@15-
regexp_like: text,text,text=bool@15- text,text=bool@15-
regexp_match: text,text,text=text[] text,text=text[]
regexp_matches: text,text,text=text[]+ text,text=text[]+
regexp_replace: text,text,text,text=text text,text,text=text text,text,text,int4,int4,text=text@15- text,text,text,int4,int4=text@15- text,text,text,int4=text@15-
regexp_split_to_array: text,text,text=text[] text,text=text[]
regexp_split_to_table: text,text,text=text+ text,text=text+
regexp_substr: text,text,int4,int4,text,int4=text@15- text,text,int4,int4,text=text@15- text,text,int4,int4=text@15- text,text,int4=text@15- text,text=text@15-
repeat: text,int4=text
replace: text,text,text=text
reverse: text=text bytea=bytea@18-
right: text,int4=text
round: float8=float8 numeric,int4=numeric numeric=numeric
row_security_active: oid=bool! text=bool!
row_to_json: record,bool=json! record=json!
rpad: text,int4,text=text text,int4=text
rtrim: text,text=text text=text bytea,bytea=bytea@14-
scale: numeric=int4
schema_to_xml: name,bool,bool,text=xml!
schema_to_xml_and_xmlschema: name,bool,bool,text=xml!
schema_to_xmlschema: name,bool,bool,text=xml!
session_user: =name!
set_bit: bit,int4,int4=bit bytea,int4,int4=bytea@-12 bytea,int8,int4=bytea@13-
set_byte: bytea,int4,int4=bytea
set_masklen: cidr,int4=cidr inet,int4=inet
setweight: tsvector,char,text[]=tsvector tsvector,char=tsvector
sha224: bytea=bytea
sha256: bytea=bytea
sha384: bytea=bytea
sha512: bytea=bytea
shobj_description: oid,name=text!
sign: float8=float8 numeric=numeric
similar_escape: text,text=text
similar_to_escape: text,text=text@13- text=text@13-
sin: float8=float8
sind: float8=float8
sinh: float8=float8@12-
slope: point,point=float8
split_part: text,text,int4=text
sqrt: float8=float8 numeric=numeric
statement_timestamp: =timestamptz!
string_to_array: text,text,text=text[] text,text=text[]
string_to_table: text,text,text=text+@14- text,text=text+@14-
strip: tsvector=tsvector
strpos: text,text=int4
substr: bytea,int4,int4=bytea bytea,int4=bytea text,int4,int4=text text,int4=text
substring: bit,int4,int4=bit bit,int4=bit bytea,int4,int4=bytea bytea,int4=bytea text,int4,int4=text text,int4=text text,text,text=text text,text=text
system_user: =text!@16-
table_to_xml: regclass,bool,bool,text=xml!
table_to_xml_and_xmlschema: regclass,bool,bool,text=xml!
table_to_xmlschema: regclass,bool,bool,text=xml!
tan: float8=float8
tand: float8=float8
tanh: float8=float8@12-
text: bool=text bpchar=text char=text inet=text name=text xml=text
textlen: text=int4
time: abstime=time!@-11 interval=time time,int4=time timestamp=time timestamptz=time! timetz=time
timeofday: =text!
timestamp: abstime=timestamp!@-11 date,time=timestamp date=timestamp timestamp,int4=timestamp timestamptz=timestamp!
timestamptz: abstime=timestamptz@-11 date,time=timestamptz! date,timetz=timestamptz date=timestamptz! timestamp=timestamptz! timestamptz,int4=timestamptz
timetz: time=timetz! timestamptz=timetz! timetz,int4=timetz
timezone: interval,timestamp=timestamptz interval,timestamptz=timestamp interval,timetz=timetz text,timestamp=timestamptz text,timestamptz=timestamp text,timetz=timetz! timestamp=timestamptz!@17- timestamptz=timestamp!@17- timetz=timetz!@17-
to_ascii: text,int4=text text,name=text text=text
to_bin: int4=text@17- int8=text@17-
to_char: float4,text=text! float8,text=text! int4,text=text! int8,text=text! interval,text=text! numeric,text=text! timestamp,text=text! timestamptz,text=text!
to_date: text,text=date!
to_hex: int4=text int8=text
to_json: anyelement=json!
to_jsonb: anyelement=jsonb!
to_number: text,text=numeric!
to_oct: int4=text@17- int8=text@17-
to_regclass: text=regclass!
to_regcollation: text=regcollation!@13-
to_regnamespace: text=regnamespace!
to_regoper: text=regoper!
to_regoperator: text=regoperator!
to_regproc: text=regproc!
to_regprocedure: text=regprocedure!
to_regrole: text=regrole!
to_regtype: text=regtype!
to_timestamp: float8=timestamptz text,text=timestamptz!
to_tsquery: regconfig,text=tsquery text=tsquery!
to_tsvector: json=tsvector! jsonb=tsvector! regconfig,json=tsvector regconfig,jsonb=tsvector regconfig,text=tsvector text=tsvector!
transaction_timestamp: =timestamptz!
translate: text,text,text=text
trim_array: anyarray,int4=anyarray@14-
trim_scale: numeric=numeric@13-
trunc: float8=float8 macaddr8=macaddr8 macaddr=macaddr numeric,int4=numeric numeric=numeric
ts_debug: regconfig,text=record!+ text=record!+
ts_delete: tsvector,text=tsvector tsvector,text[]=tsvector
ts_filter: tsvector,char[]=tsvector
ts_headline: json,tsquery,text=json! json,tsquery=json! jsonb,tsquery,text=jsonb! jsonb,tsquery=jsonb! regconfig,json,tsquery,text=json regconfig,json,tsquery=json regconfig,jsonb,tsquery,text=jsonb regconfig,jsonb,tsquery=jsonb regconfig,text,tsquery,text=text regconfig,text,tsquery=text text,tsquery,text=text! text,tsquery=text!
ts_lexize: regdictionary,text=text[]
ts_parse: oid,text=record+ text,text=record!+
ts_rank: float4[],tsvector,tsquery,int4=float4 float4[],tsvector,tsquery=float4 tsvector,tsquery,int4=float4 tsvector,tsquery=float4
ts_rank_cd: float4[],tsvector,tsquery,int4=float4 float4[],tsvector,tsquery=float4 tsvector,tsquery,int4=float4 tsvector,tsquery=float4
tsmultirange: =tsmultirange@14- tsrange=tsmultirange@14- tsrange[]*=tsmultirange@14-
tsquery_phrase: tsquery,tsquery,int4=tsquery tsquery,tsquery=tsquery
tsrange: timestamp,timestamp,text=tsrange timestamp,timestamp=tsrange
tsrange_subdiff: timestamp,timestamp=float8
tstzmultirange: =tstzmultirange@14- tstzrange=tstzmultirange@14- tstzrange[]*=tstzmultirange@14-
tstzrange: timestamptz,timestamptz,text=tstzrange timestamptz,timestamptz=tstzrange
tstzrange_subdiff: timestamptz,timestamptz=float8
tsvector_to_array: tsvector=text[]
txid_current: =int8!
txid_current_if_assigned: =int8!
txid_current_snapshot: =txid_snapshot!
txid_snapshot_xip: txid_snapshot=int8+
txid_snapshot_xmax: txid_snapshot=int8
txid_snapshot_xmin: txid_snapshot=int8
txid_status: int8=text!
txid_visible_in_snapshot: int8,txid_snapshot=bool
unicode_assigned: text=bool@17-
unicode_version: =text@17-
unistr: text=text@14-
unnest: anyarray=anyelement+ tsvector=record+ anymultirange=anyrange+@14-
upper: anyrange=anyelement text=text anymultirange=anyelement@14-
upper_inc: anyrange=bool anymultirange=bool@14-
upper_inf: anyrange=bool anymultirange=bool@14-
uuid_extract_timestamp: uuid=timestamptz@17-
uuid_extract_version: uuid=int2@17-
uuidv4: =uuid!@18-
uuidv7: =uuid!@18- interval=uuid!@18-
varbit: varbit,int4,bool=varbit
varchar: name=varchar varchar,int4,bool=varchar
version: =text!
websearch_to_tsquery: regconfig,text=tsquery text=tsquery!
width: box=float8
width_bucket: anyelement,anyarray=int4@-13 float8,float8,float8,int4=int4 numeric,numeric,numeric,int4=int4 anycompatible,anycompatiblearray=int4@14-
xid: xid8=xid@13-
xml: text=xml!
xml_is_well_formed: text=bool!
xml_is_well_formed_content: text=bool
xml_is_well_formed_document: text=bool
xmlcomment: text=xml
xmlexists: text,xml=bool
xmltext: text=xml@17-
xmlvalidate: xml,text=bool
xpath: text,xml,text[]=xml[] text,xml=xml[]
xpath_exists: text,xml,text[]=bool text,xml=bool
`;

/** What looks at the session's settings: casts by a function, the texts of values, and how they are read; and the preferred types. */
export const changing = `
casts: abstime>date@-11 abstime>time@-11 abstime>timestamp@-11 bpchar>xml date>timestamptz int4>money int8>money money>numeric numeric>money text>regclass text>xml time>timetz timestamp>abstime@-11 timestamp>timestamptz timestamptz>date timestamptz>time timestamptz>timestamp timestamptz>timetz varchar>regclass varchar>xml
input: abstime@-11 aclitem date daterange int4range int8range interval money numrange regclass regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype reltime@-11 smgr@-11 time timestamp timestamptz timetz tinterval@-11 tsrange tstzrange xml regcollation@13- datemultirange@14- int4multirange@14- int8multirange@14- nummultirange@14- tsmultirange@14- tstzmultirange@14-
output: abstime@-11 aclitem date daterange int4range int8range money numrange regclass regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype reltime@-11 smgr@-11 timestamp timestamptz tinterval@-11 tsrange tstzrange regcollation@13- datemultirange@14- int4multirange@14- int8multirange@14- nummultirange@14- tsmultirange@14- tstzmultirange@14- interval@15-
preferred: bool float8 inet interval oid text timestamptz varbit
`;

/** The operator classes of each index method, with the type that each is for; `!` stands behind what the type gets by itself. */
export const classes = `
brin: abstime_minmax_ops=abstime!@-11 bit_minmax_ops=bit! box_inclusion_ops=box! bpchar_minmax_ops=bpchar! bytea_minmax_ops=bytea! char_minmax_ops=char! date_minmax_ops=date! float4_minmax_ops=float4! float8_minmax_ops=float8! inet_inclusion_ops=inet! inet_minmax_ops=inet int2_minmax_ops=int2! int4_minmax_ops=int4! int8_minmax_ops=int8! interval_minmax_ops=interval! macaddr8_minmax_ops=macaddr8! macaddr_minmax_ops=macaddr! name_minmax_ops=name! numeric_minmax_ops=numeric! oid_minmax_ops=oid! range_inclusion_ops=anyrange! reltime_minmax_ops=reltime!@-11 text_minmax_ops=text! tid_minmax_ops=tid! time_minmax_ops=time! timestamp_minmax_ops=timestamp! timestamptz_minmax_ops=timestamptz! timetz_minmax_ops=timetz! uuid_minmax_ops=uuid! varbit_minmax_ops=varbit! bpchar_bloom_ops=bpchar@14- bytea_bloom_ops=bytea@14- char_bloom_ops=char@14- date_bloom_ops=date@14- date_minmax_multi_ops=date@14- float4_bloom_ops=float4@14- float4_minmax_multi_ops=float4@14- float8_bloom_ops=float8@14- float8_minmax_multi_ops=float8@14- inet_bloom_ops=inet@14- inet_minmax_multi_ops=inet@14- int2_bloom_ops=int2@14- int2_minmax_multi_ops=int2@14- int4_bloom_ops=int4@14- int4_minmax_multi_ops=int4@14- int8_bloom_ops=int8@14- int8_minmax_multi_ops=int8@14- interval_bloom_ops=interval@14- interval_minmax_multi_ops=interval@14- macaddr8_bloom_ops=macaddr8@14- macaddr8_minmax_multi_ops=macaddr8@14- macaddr_bloom_ops=macaddr@14- macaddr_minmax_multi_ops=macaddr@14- name_bloom_ops=name@14- numeric_bloom_ops=numeric@14- numeric_minmax_multi_ops=numeric@14- oid_bloom_ops=oid@14- oid_minmax_multi_ops=oid@14- text_bloom_ops=text@14- tid_bloom_ops=tid@14- tid_minmax_multi_ops=tid@14- time_bloom_ops=time@14- time_minmax_multi_ops=time@14- timestamp_bloom_ops=timestamp@14- timestamp_minmax_multi_ops=timestamp@14- timestamptz_bloom_ops=timestamptz@14- timestamptz_minmax_multi_ops=timestamptz@14- timetz_bloom_ops=timetz@14- timetz_minmax_multi_ops=timetz@14- uuid_bloom_ops=uuid@14- uuid_minmax_multi_ops=uuid@14-
btree: abstime_ops=abstime!@-11 array_ops=anyarray! bit_ops=bit! bool_ops=bool! bpchar_ops=bpchar! bpchar_pattern_ops=bpchar bytea_ops=bytea! char_ops=char! cidr_ops=inet date_ops=date! enum_ops=anyenum! float4_ops=float4! float8_ops=float8! inet_ops=inet! int2_ops=int2! int4_ops=int4! int8_ops=int8! interval_ops=interval! jsonb_ops=jsonb! macaddr8_ops=macaddr8! macaddr_ops=macaddr! money_ops=money! name_ops=name! numeric_ops=numeric! oid_ops=oid! oidvector_ops=oidvector! range_ops=anyrange! record_image_ops=record record_ops=record! reltime_ops=reltime!@-11 text_ops=text! text_pattern_ops=text tid_ops=tid! time_ops=time! timestamp_ops=timestamp! timestamptz_ops=timestamptz! timetz_ops=timetz! tinterval_ops=tinterval!@-11 tsquery_ops=tsquery! tsvector_ops=tsvector! uuid_ops=uuid! varbit_ops=varbit! varchar_ops=text varchar_pattern_ops=text xid8_ops=xid8!@13- multirange_ops=anymultirange!@14-
gin: array_ops=anyarray! jsonb_ops=jsonb! jsonb_path_ops=jsonb tsvector_ops=tsvector!
gist: box_ops=box! circle_ops=circle! inet_ops=inet point_ops=point! poly_ops=polygon! range_ops=anyrange! tsquery_ops=tsquery! tsvector_ops=tsvector! multirange_ops=anymultirange!@14-
hash: abstime_ops=abstime!@-11 aclitem_ops=aclitem! array_ops=anyarray! bool_ops=bool! bpchar_ops=bpchar! bpchar_pattern_ops=bpchar bytea_ops=bytea! char_ops=char! cid_ops=cid! cidr_ops=inet date_ops=date! enum_ops=anyenum! float4_ops=float4! float8_ops=float8! inet_ops=inet! int2_ops=int2! int4_ops=int4! int8_ops=int8! interval_ops=interval! jsonb_ops=jsonb! macaddr8_ops=macaddr8! macaddr_ops=macaddr! name_ops=name! numeric_ops=numeric! oid_ops=oid! oidvector_ops=oidvector! range_ops=anyrange! reltime_ops=reltime!@-11 text_ops=text! text_pattern_ops=text time_ops=time! timestamp_ops=timestamp! timestamptz_ops=timestamptz! timetz_ops=timetz! uuid_ops=uuid! varchar_ops=text varchar_pattern_ops=text xid_ops=xid! tid_ops=tid!@12- xid8_ops=xid8!@13- multirange_ops=anymultirange!@14- record_ops=record!@14-
spgist: box_ops=box! inet_ops=inet! kd_point_ops=point poly_ops=polygon! quad_point_ops=point! range_ops=anyrange! text_ops=text!
`;
