// Both ends of CouchDB's way of carrying: `node couch.js serve TASK` and `node couch.js TASK`, started by couch.py.
// A phase of the line is asked for on stdout and answered on stdin, as node cannot speak to the line's own socket.
'use strict';
const fs = require('fs');
const path = require('path');
const PouchDB = require('pouchdb');

const WORK = process.env.WL_WORK;
const PAPERS = process.env.WL_PAPERS;
const HOST = process.env.WL_SERVER_IP;
const PORT = Number(process.env.WL_PORT);
const PILE = 500;
const LOOK = 100;

const sleep = ms => new Promise(done => setTimeout(done, ms));
const now = () => performance.now() / 1000;
const say = words => fs.writeSync(1, JSON.stringify(words) + '\n');
const event = name => path.join(WORK, name);
const happen = name => fs.writeFileSync(event(name), '');
const asDocument = ({ id, ...rest }) => ({ _id: id, ...rest });
const attachment = name => fs.readFileSync(path.join(PAPERS, 'files', name));

function mark(name) {
  say({ mark: name });
  fs.readSync(0, Buffer.alloc(1));
}

function open(end) {
  fs.mkdirSync(event(end), { recursive: true });
  return PouchDB.defaults({ prefix: event(end) + path.sep });
}

function papers(count) {
  const lines = fs.readFileSync(path.join(PAPERS, 'items.jsonl'), 'utf8').split('\n').filter(Boolean);
  return lines.slice(0, count).map(line => asDocument(JSON.parse(line)));
}

function day() {
  return JSON.parse(fs.readFileSync(path.join(PAPERS, 'day.json'), 'utf8'));
}

function withFile(id, name, more) {
  const file = { content_type: 'application/octet-stream', data: attachment(name) };
  return { _id: id, title: '附件', ...more, _attachments: { file } };
}

async function put(db, documents) {
  for (let at = 0; at < documents.length; at += PILE) await db.bulkDocs(documents.slice(at, at + PILE));
}

// the server

const HAPPENS = {
  day: db => put(db, day().new.concat(day().pull).map(asDocument)),
  large: db => db.put(withFile('large', 'big5m.pdf')),
  urgent: db => db.put(JSON.parse(process.env.WL_URGENT)),
};

async function serve(task) {
  const Ends = open('server');
  const db = new Ends('oa');
  const few = Number(process.env.WL_FEW);
  if (task !== 'D') await put(db, papers('AB'.includes(task) ? Infinity : few));
  if (task === 'D') await HAPPENS.large(db);
  const app = require('express')();
  const options = { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: event('couch.log') };
  app.use('/', require('express-pouchdb')(Ends, options));
  app.listen(PORT, HOST);
  for (;;) {
    await sleep(LOOK);
    for (const name of Object.keys(HAPPENS)) await obey(db, name);
  }
}

async function obey(db, name) {
  if (!fs.existsSync(event(name)) || fs.existsSync(event(`${name}-done`))) return;
  fs.writeFileSync(event(`${name}-done`), '');
  await HAPPENS[name](db);
  fs.writeFileSync(event(`${name}-there`), '');
}

// the client

const db = () => db.made ??= new (open('client'))('oa');
const far = () => far.made ??= new PouchDB(`http://${HOST}:${PORT}/oa`);
let failures = 0;

async function carry(way) {
  for (;;) {
    try {
      return await db().replicate[way](far());
    } catch (problem) {
      console.error(problem.message);
      failures += 1;
      await sleep(Number(process.env.WL_AGAIN) * 1000);
    }
  }
}

async function at(name) {
  happen(name);
  while (!fs.existsSync(event(`${name}-there`))) await sleep(LOOK);
}

const has = async id => Boolean(await db().get(id).catch(() => null));

async function until(id) {
  while (!await has(id)) await sleep(LOOK);
}

function follow() {
  const live = db().replicate.from(far(), { live: true, retry: true });
  live.on('paused', problem => { failures += problem ? 1 : 0; });
}

async function first() {
  mark('A');
  await carry('from');
  mark('end');
  say({ have: (await db().info()).doc_count, failures });
}

// The first push compares every id; it belongs to the setting up and not to the day.
async function aDay() {
  await carry('from');
  await carry('to');
  await at('day');
  await put(db(), day().push.map(asDocument));
  mark('B');
  const pulled = await carry('from');
  const pushed = await carry('to');
  say({ read: pulled.docs_read, wrote: pushed.docs_written, failures });
  mark('check');
  await carry('from');
  await carry('to');
  mark('end');
}

async function urgent() {
  await carry('from');
  await at('large');
  mark('C');
  const began = now();
  const after = Number(process.env.WL_URGENT_AT);
  setTimeout(() => happen('urgent'), after * 1000);
  follow();
  await Promise.all([
    until('large').then(() => say({ file: now() - began, failures })),
    until('urgent').then(() => say({ urgent: now() - began - after })),
  ]);
  mark('end');
}

async function onlyLarge() {
  mark('D');
  const began = now();
  follow();
  await until('large');
  mark('end');
  const same = (await db().getAttachment('large', 'file')).equals(attachment('big5m.pdf'));
  say({ file: now() - began, size: attachment('big5m.pdf').length, failures, same });
}

async function changed() {
  const { rev } = await db().put(withFile('document', 'v1.docx'));
  await carry('to');
  await db().put(withFile('document', 'v2.docx', { _rev: rev }));
  mark('E');
  await carry('to');
  mark('end');
}

async function idle() {
  await carry('from');
  await carry('to');
  const live = db().sync(far(), { live: true, retry: true });
  await Promise.all([live.push, live.pull].map(way => new Promise(still => way.once('paused', still))));
  await sleep(5000);
  mark('F');
  await sleep(Number(process.env.WL_IDLE) * 1000);
  mark('end');
}

const TASKS = { A: first, B: aDay, C: urgent, D: onlyLarge, E: changed, F: idle };
const [word, task] = process.argv.slice(2);
(word === 'serve' ? serve(task) : TASKS[word]().then(() => process.exit(0))).catch(problem => {
  console.error(problem);
  process.exit(1);
});
