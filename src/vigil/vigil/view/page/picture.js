// The picture of one camera, and over it what the overlay says; all in pixels of the full picture.
import { color, trace } from './colors.js';

const SMALL = { width: 960, height: 540 }; // until the first picture tells

export class Picture {
  constructor(parent) {
    this.canvas = document.createElement('canvas');
    Object.assign(this.canvas, SMALL);
    this.context = this.canvas.getContext('2d');
    this.bitmap = null;
    this.isNew = false;
    parent.append(this.canvas);
  }

  take(bitmap) {
    this.bitmap?.close();
    this.bitmap = bitmap;
    this.isNew = true;
    if (this.canvas.width !== bitmap.width || this.canvas.height !== bitmap.height) {
      this.canvas.width = bitmap.width;
      this.canvas.height = bitmap.height;
    }
  }

  draw(camera) {
    const { context: c, canvas } = this;
    c.setTransform(1, 0, 0, 1, 0, 0);
    // An old picture under new boxes would lie: it is shown grey.
    c.filter = this.isNew ? 'none' : 'grayscale(1) brightness(0.5)';
    c.fillStyle = color('night');
    c.fillRect(0, 0, canvas.width, canvas.height);
    if (this.bitmap) c.drawImage(this.bitmap, 0, 0);
    c.filter = 'none';
    this.isNew = false;
    const share = camera.size ? canvas.width / camera.size[0] : 1;
    const place = (x, y) => [x * share, y * share];
    // Words keep their size on the screen, however small the picture is shown.
    const shown = Math.min(canvas.clientWidth / canvas.width, canvas.clientHeight / canvas.height);
    const size = 0.92 / (shown || 1);
    this.areas(camera, place);
    for (const line of camera.lines) this.line(line, place, size);
    for (const box of camera.boxes) this.box(box, share, size);
    const taken = [];
    for (const box of [...camera.boxes].reverse().sort((a, b) => b.urgent - a.urgent)) {
      this.label(box, share, size, taken);
    }
    this.foot(camera, size);
  }

  areas(camera, place) {
    const c = this.context;
    for (const outline of camera.drivable) this.tint(outline, place, 'drivable', 0.16);
    this.tint(camera.own_path, place, 'own-path', 0.22);
    c.globalAlpha = 1;
  }

  tint(outline, place, name, opacity) {
    if (outline.length < 6) return;
    this.context.globalAlpha = opacity;
    this.context.fillStyle = color(name);
    trace(this.context, outline, place);
    this.context.fill();
  }

  line({ points, color: name, dashed, opacity }, place, size) {
    const c = this.context;
    c.strokeStyle = color(name);
    c.globalAlpha = 0.35 + 0.65 * opacity;
    c.lineWidth = 2 * size;
    c.setLineDash(dashed ? [10 * size, 10 * size] : []);
    trace(c, points, place);
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  box({ edges, color: name, urgent, seen }, share, size) {
    const [left, top, right, bottom] = edges.map((edge) => edge * share);
    const c = this.context;
    c.strokeStyle = color(name);
    c.lineWidth = (urgent ? 2 : 1.2) * size;
    c.setLineDash(seen ? [] : [6 * size, 6 * size]);
    c.strokeRect(left, top, right - left, bottom - top);
    c.setLineDash([]);
  }

  // Words above or below the box; only its number where there is no room; nothing before confusion.
  label(box, share, size, taken) {
    const [left, top, , bottom] = box.edges.map((edge) => edge * share);
    const c = this.context;
    c.font = `${13 * size}px system-ui, "DejaVu Sans", sans-serif`;
    const full = box.urgent ? box.words : box.words.slice(0, 1);
    for (const words of [full, [`#${box.id}`]]) {
      const width = Math.max(...words.map((word) => c.measureText(word).width)) + 10 * size;
      const height = (17 * words.length + 3) * size;
      for (const y of [top - height - 2 * size, bottom + 2 * size]) {
        const place = [
          Math.min(Math.max(left, 0), this.canvas.width - width),
          Math.min(Math.max(y, 0), this.canvas.height - height), width, height];
        if (taken.some((other) => overlap(other, place))) continue;
        taken.push(place);
        this.words(words, place, color(box.color), size);
        return;
      }
    }
  }

  words(words, [x, y, width, height], ink, size) {
    const c = this.context;
    c.fillStyle = color('night');
    c.globalAlpha = 0.72;
    c.fillRect(x, y, width, height);
    c.globalAlpha = 1;
    c.fillStyle = ink;
    c.fillRect(x, y, 2.5 * size, height);
    words.forEach((word, row) => {
      c.fillStyle = row ? color('ink') : ink;
      c.fillText(word, x + 6 * size, y + (14 + 17 * row) * size);
    });
  }

  foot({ name, verdict, color: mark }, size) {
    const c = this.context;
    const height = 24 * size;
    const top = this.canvas.height - height;
    c.fillStyle = color('night');
    c.globalAlpha = 0.75;
    c.fillRect(0, top, this.canvas.width, height);
    c.globalAlpha = 1;
    c.fillStyle = color(mark);
    c.fillRect(9 * size, top + 8 * size, 8 * size, 8 * size);
    c.fillStyle = color('ink');
    c.font = `${13 * size}px system-ui, "DejaVu Sans", sans-serif`;
    c.fillText(`${name}: ${verdict}`, 24 * size, top + 16.5 * size);
  }
}

function overlap([ax, ay, aw, ah], [bx, by, bw, bh]) {
  return ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;
}
