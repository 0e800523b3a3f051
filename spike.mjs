import pg from 'pg';
const c=new pg.Client({host:'/tmp/pgs',port:26000,user:'nobody',database:'postgres'}); await c.connect();
const {OPENGAUSS_FUNCTIONS,rewrite}=await import('/work/main/dist/lab/postgres/functions.js');
await c.query(OPENGAUSS_FUNCTIONS);
console.log((await c.query(rewrite("select * from pg_catalog.pg_stat_get_wal_senders() where sync_state='Async'"))).rows);
console.log((await c.query(rewrite("select * from gs_hadr_local_rto_and_rpo_stat()"))).rows, (await c.query(rewrite("show enable_dcf"))).rows.length);
await c.end();
