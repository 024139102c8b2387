// The ingest job on fastify + sharp in sharp's best form: one shrink-on-load decode to 1200 px raw pixels, then eight pipelines
// in parallel. node ingest.js PORT FOLDER
const crypto = require('crypto');
const fs = require('fs/promises');
const path = require('path');
const Database = require('better-sqlite3');
const fastify = require('fastify');
const sharp = require('sharp');

const [port, root] = [Number(process.argv[2]), process.argv[3]];
const SIZES = [150, 300, 600, 1200];
const TYPES = ['jpeg', 'png', 'webp'];
sharp.cache(false);

const inside = (side) => ({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
const encoders = { jpg: (p) => p.jpeg({ quality: 80 }), webp: (p) => p.webp({ quality: 80, effort: 4 }) };

async function renderAll(buffer, folder) {
  const { data, info } = await sharp(buffer).rotate().resize(inside(1200)).raw().toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
  const one = async (side, extension) => {
    const file = path.join(folder, `${side}.${extension}`);
    const pipeline = side === 1200 ? sharp(data, raw) : sharp(data, raw).resize(inside(side));
    const made = await encoders[extension](pipeline).toFile(file);
    return { side, extension, width: made.width, height: made.height, bytes: made.size, file };
  };
  return Promise.all(SIZES.flatMap((side) => Object.keys(encoders).map((extension) => one(side, extension))));
}

async function main() {
  await fs.mkdir(root, { recursive: true });
  const db = new Database(path.join(root, 'db.sqlite'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(`create table images(id text primary key, name text, type text, width int, height int, bytes int, created int);
           create table thumbnails(image text, side int, type text, width int, height int, bytes int, path text)`);
  const insertImage = db.prepare('insert into images values(?,?,?,?,?,?,?)');
  const insertThumbnail = db.prepare('insert into thumbnails values(?,?,?,?,?,?,?)');
  const save = db.transaction((image, made) => {
    insertImage.run(...image);
    for (const t of made) insertThumbnail.run(image[0], t.side, t.extension, t.width, t.height, t.bytes, t.file);
  });

  const app = fastify({ bodyLimit: 64 << 20 });
  app.register(require('@fastify/multipart'), { limits: { fileSize: 64 << 20 } });
  app.post('/images/upload', async (request, reply) => {
    const part = await request.file();
    const buffer = await part.toBuffer();
    const facts = await sharp(buffer).metadata().catch(() => null);
    if (!facts || !TYPES.includes(facts.format)) return reply.code(415).send({ error: 'unsupported' });
    const id = crypto.randomUUID();
    const folder = path.join(root, id.slice(0, 2), id);
    await fs.mkdir(folder, { recursive: true });
    const [made] = await Promise.all([
      renderAll(buffer, folder),
      fs.writeFile(path.join(folder, `original.${facts.format}`), buffer),
    ]);
    save([id, part.filename, facts.format, facts.width, facts.height, buffer.length, Date.now()], made);
    return { id, thumbnails: made.map(({ side, extension, bytes }) => ({ side, extension, bytes })) };
  });
  await app.listen({ port, host: '127.0.0.1' });
}
main();
