// The road from above, to scale: ahead is up, left is left; metres of the ego frame.
import { color, trace } from './colors.js';

const BEHIND_M = 8;
const AHEAD_M = 80;
const GRID_M = 10;
const ZONES = { clear: ['good', 0.1], occupied: ['doubt', 0.22], 'cutting in': ['cut-in', 0.38] };

export class Above {
  constructor(parent) {
    this.canvas = parent.querySelector('canvas');
    this.context = this.canvas.getContext('2d');
    new ResizeObserver(() => this.fit(parent)).observe(parent);
    this.fit(parent);
  }

  fit(parent) {
    const ratio = window.devicePixelRatio || 1;
    this.ratio = ratio;
    this.width = parent.clientWidth;
    this.height = parent.clientHeight;
    this.canvas.width = this.width * ratio;
    this.canvas.height = this.height * ratio;
    if (this.plan) this.draw(this.plan);
  }

  draw(plan) {
    this.plan = plan;
    const { context: c, width, height } = this;
    const scale = height / (BEHIND_M + AHEAD_M);
    const place = (x, y) => [width / 2 - y * scale, (AHEAD_M - x) * scale];
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    c.fillStyle = color('night');
    c.fillRect(0, 0, width, height);
    c.font = '12px system-ui, "DejaVu Sans", sans-serif';
    for (const outline of plan.drivable) this.tint(outline, place, 'drivable', 0.14);
    this.grid(place, scale);
    for (const zone of plan.zones) this.tint(zone.outline, place, ...ZONES[zone.state]);
    this.tint(plan.own_path, place, 'own-path', 0.25);
    for (const line of plan.lines) this.line(line, place);
    for (const thing of [...plan.things].reverse()) this.thing(thing, place);
    this.tint([0, 0.93, 0, -0.93, -4.6, -0.93, -4.6, 0.93], place, 'ink', 0.9);
  }

  grid(place, scale) {
    const c = this.context;
    const wideM = this.width / 2 / scale;
    c.lineWidth = 1;
    c.strokeStyle = color('edge');
    c.fillStyle = color('faint');
    for (let x = 0; x < AHEAD_M; x += GRID_M) {
      trace(c, [x, wideM, x, -wideM], place);
      c.stroke();
      if (x) c.fillText(`${x} m`, 8, place(x, 0)[1] - 4);
    }
  }

  tint(outline, place, name, opacity) {
    if (outline.length < 6) return;
    const c = this.context;
    c.globalAlpha = opacity;
    c.fillStyle = color(name);
    trace(c, outline, place);
    c.fill();
    c.globalAlpha = 1;
  }

  line({ points, color: name, dashed, opacity = 1 }, place, thick = 2) {
    const c = this.context;
    c.lineWidth = thick;
    c.strokeStyle = color(name);
    c.globalAlpha = 0.35 + 0.65 * opacity;
    c.setLineDash(dashed ? [14, 14] : []);
    trace(c, points, place);
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  thing(thing, place) {
    const c = this.context;
    this.line({ points: thing.predicted, color: thing.color }, place, thing.words.length > 1 ? 2 : 1);
    this.line({ points: thing.ellipse, color: thing.color }, place, 1);
    this.tint(thing.outline, place, thing.color, thing.seen ? 0.85 : 0.3);
    c.lineWidth = 1.5;
    c.strokeStyle = color(thing.color);
    trace(c, thing.outline, place);
    c.closePath();
    c.stroke();
    this.words(thing, place);
  }

  words({ outline, words }, place) {
    const c = this.context;
    const corners = [0, 2, 4, 6].map((i) => place(outline[i], outline[i + 1]));
    const xs = corners.map(([x]) => x);
    const middle = corners.reduce((sum, [, y]) => sum + y / 4, 0);
    if (middle < 0 || middle > this.height || Math.max(...xs) < 0 || Math.min(...xs) > this.width) return;
    const width = Math.max(...words.map((word) => c.measureText(word).width));
    let x = Math.max(...xs) + 6;
    if (x + width > this.width) x = Math.min(...xs) - 6 - width;
    words.forEach((word, row) => {
      c.lineWidth = 3;
      c.strokeStyle = color('night');
      c.strokeText(word, x, middle + 15 * row);
      c.fillStyle = color(row ? 'faint' : 'ink');
      c.fillText(word, x, middle + 15 * row);
    });
  }
}
