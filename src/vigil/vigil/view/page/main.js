// Receives batches, draws them, says so, and greys out when nothing comes: silence means dead.
import { Above } from './above.js';
import { Picture } from './picture.js';
import { Plots } from './plots.js';

const RETRY_MS = 1000;
const CHECK_MS = 100;
const byId = (id) => document.getElementById(id);
const pictures = new Map();
const above = new Above(byId('above'));
let plots = null;
let socket = null;
let staleAfterS = 1;
let arrivedMs = null; // when the last scene came, clock of this page
let kept = false; // the next scene is one that the server kept for pages that come late
let resting = false; // the player of a bag rests on purpose
let scene = null;
let fresh = false; // the scene has not been drawn
let decoding = [];
let seeking = false;
window.vigil = { batches: 0, scenes: 0, delayMs: 0 }; // read, and slowed down, by tests

function connect() {
  socket = new WebSocket(`ws://${location.host}/stream`);
  socket.binaryType = 'arraybuffer';
  socket.onmessage = ({ data }) => (typeof data === 'string' ? hear(JSON.parse(data)) : see(data));
  socket.onclose = () => { socket = null; judge(); setTimeout(connect, RETRY_MS); };
}

function hear(said) {
  if (said.kind === 'hello') begin(said);
  else if (said.kind === 'player') showPlayer(said);
  else if (said.kind === 'batch') finish(said.number);
  else if (said.kind === 'scene') {
    scene = said;
    fresh = true;
  }
}

function begin({ stale_after_s, plot_s, quiet_s }) {
  staleAfterS = stale_after_s;
  plots?.close();
  plots = new Plots(byId('plots'), plot_s);
  arrivedMs = quiet_s === null ? null : performance.now() - 1000 * quiet_s;
  kept = quiet_s !== null;
}

function see(data) {
  const view = new DataView(data);
  const head = 9 + view.getUint8(8);
  const name = new TextDecoder().decode(new Uint8Array(data, 9, head - 9));
  const jpeg = new Blob([new Uint8Array(data, head)], { type: 'image/jpeg' });
  decoding.push(createImageBitmap(jpeg).then((bitmap) => picture(name).take(bitmap), () => {}));
}

function picture(name) {
  if (!pictures.has(name)) {
    pictures.set(name, new Picture(byId('cameras')));
    const columns = Math.ceil(Math.sqrt(pictures.size));
    byId('cameras').style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    byId('cameras').style.gridTemplateRows =
      `repeat(${Math.ceil(pictures.size / columns)}, minmax(0, 1fr))`;
  }
  return pictures.get(name);
}

async function finish(number) {
  const waiting = decoding;
  decoding = [];
  await Promise.all(waiting);
  // A hidden page is given no animation frames; it must not hold up its own stream.
  await new Promise((done) => (document.hidden ? setTimeout(done, CHECK_MS) : requestAnimationFrame(done)));
  draw();
  if (window.vigil.delayMs) await new Promise((done) => setTimeout(done, window.vigil.delayMs));
  window.vigil.batches += 1;
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ drawn: number }));
}

function draw() {
  if (!scene || !fresh) return;
  // What the server kept for a late page is as old as it said; what came later is new.
  if (!kept) arrivedMs = performance.now();
  kept = false;
  fresh = false;
  window.vigil.scenes += 1;
  const order = scene.cameras.map((camera) => picture(camera.name).canvas);
  if (order.some((canvas, i) => canvas !== byId('cameras').children[i])) byId('cameras').prepend(...order);
  for (const camera of scene.cameras) picture(camera.name).draw(camera);
  above.draw(scene.plan);
  plots.add(scene.time_s, scene.series);
  showWords();
  judge();
}

function showWords() {
  const { level, state, latency } = scene;
  byId('level').textContent = level.name;
  byId('level').style.background = `var(--${level.color})`;
  document.querySelector('header').style.borderColor = level.raised ? `var(--${level.color})` : '';
  byId('reason').textContent = scene.reason;
  byId('speed').textContent = scene.speed;
  byId('watermark').textContent = scene.watermark;
  byId('watermark').hidden = !scene.watermark;
  byId('state').replaceChildren(...line(state.color, state.line));
  list('verdicts', scene.cameras.map((c) => line(c.color, `${c.name}: ${c.verdict}`)));
  const parts = scene.health.map((p) => line(p.color, `${p.name}: ${p.message}`));
  list('parts', parts.length ? parts : [line('good', 'nothing to report')]);
  byId('latency').textContent = latency.map(([stage, ms]) => `${stage} ${ms.toFixed(1)} ms`).join('   ');
}

function line(color, words) {
  const dot = document.createElement('span');
  dot.className = 'dot';
  dot.style.background = `var(--${color})`;
  return [dot, words];
}

function list(id, lines) {
  byId(id).replaceChildren(...lines.map((parts) => {
    const item = document.createElement('li');
    item.append(...parts);
    return item;
  }));
}

function judge() {
  const quietS = arrivedMs === null ? Infinity : (performance.now() - arrivedMs) / 1000;
  const playing = !byId('player').hidden; // a recorded drive is not live
  const words = { waiting: 'waiting', live: playing ? 'playing' : 'live', resting: 'paused' };
  let now = 'live';
  if (!socket || socket.readyState !== WebSocket.OPEN) now = 'stale';
  else if (arrivedMs === null) now = 'waiting';
  else if (quietS > staleAfterS) now = resting ? 'resting' : 'stale';
  document.body.className = now;
  const silent = socket ? `no data for ${quietS.toFixed(0)} s` : 'disconnected';
  byId('connection').textContent = now === 'stale' ? silent : words[now];
}

function showPlayer({ position_s, length_s, playing }) {
  byId('player').hidden = false;
  resting = !playing;
  byId('play').textContent = playing ? 'Pause' : 'Play';
  byId('position').max = length_s;
  if (!seeking) byId('position').value = position_s;
  byId('clock').textContent = `${position_s.toFixed(1)} / ${length_s.toFixed(1)} s`;
}

const say = (command) => socket?.send(JSON.stringify(command));
byId('play').onclick = () => say({ play: resting });
byId('position').oninput = () => { seeking = true; say({ seek_s: Number(byId('position').value) }); };
byId('position').onchange = () => { seeking = false; };
setInterval(judge, CHECK_MS);
connect();
