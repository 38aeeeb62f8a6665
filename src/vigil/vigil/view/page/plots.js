// The last seconds of speed, lead distance and time to collision.
import { color } from './colors.js';

const PLOTS = [
  ['speed_mps', 'Speed, m/s', 'speed'],
  ['distance_m', 'Distance of the lead, m', 'distance'],
  ['ttc_s', 'Time to collision, s', 'time'],
];
const TITLE_PX = 26;

export class Plots {
  constructor(parent, spanS) {
    this.spanS = spanS;
    this.times = [];
    this.plots = PLOTS.map(([key, title, name]) => ({ key, values: [], plot: make(parent, title, name) }));
    this.observer = new ResizeObserver(() => this.fit(parent));
    this.observer.observe(parent);
  }

  add(timeS, series) {
    const last = this.times.at(-1);
    if (last !== undefined && (timeS < last || timeS > last + this.spanS)) this.clear();
    this.times.push(timeS);
    for (const { key, values } of this.plots) values.push(series[key]);
    while (this.times[0] < timeS - this.spanS) {
      this.times.shift();
      for (const { values } of this.plots) values.shift();
    }
    const ages = this.times.map((time) => time - timeS);
    for (const { values, plot } of this.plots) {
      plot.setData([ages, values], false);
      plot.setScale('x', { min: -this.spanS, max: 0 });
    }
  }

  clear() {
    this.times = [];
    for (const each of this.plots) each.values = [];
  }

  fit(parent) {
    const size = { width: parent.clientWidth / PLOTS.length, height: parent.clientHeight - TITLE_PX };
    for (const { plot } of this.plots) plot.setSize(size);
  }

  close() {
    this.observer.disconnect();
    for (const { plot } of this.plots) plot.destroy();
  }
}

function make(parent, title, name) {
  const axis = { stroke: color('faint'), grid: { stroke: color('edge'), width: 1 }, ticks: { show: false } };
  const zero = (u, low, high) => [0, Math.max(1, (high ?? 0) * 1.15)];
  return new uPlot({
    title,
    width: parent.clientWidth / PLOTS.length,
    height: Math.max(parent.clientHeight - TITLE_PX, 60),
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: zero } },
    axes: [{ ...axis, size: 28, values: (u, ticks) => ticks.map((t) => `${t} s`) }, { ...axis, size: 40 }],
    series: [{}, { stroke: color(name), width: 2, spanGaps: false, points: { show: false } }],
  }, [[], []], parent);
}
