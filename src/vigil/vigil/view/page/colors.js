// The palette of the style sheet, for canvases.
const known = new Map();

export function color(name) {
  if (!known.has(name)) {
    known.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  }
  return known.get(name);
}

export function trace(context, points, place) {
  context.beginPath();
  for (let i = 0; i + 1 < points.length; i += 2) context.lineTo(...place(points[i], points[i + 1]));
}
