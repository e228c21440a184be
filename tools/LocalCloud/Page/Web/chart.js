// Options of Apache ECharts for the views of metric widgets.
import { el, visible } from './dom.js';
import { short, full, clock } from './format.js';

const PALETTES = {
  light: ['#2472c8', '#d9661f', '#23895a', '#8a54c9', '#c43a4b', '#0e8c9b', '#b1428f', '#77790f', '#5b6b80', '#a3622a'],
  dark: ['#5aa9f2', '#f2925b', '#54c48a', '#b48af0', '#f27884', '#45c3d1', '#e782c8', '#c8c95a', '#9fb0c5', '#d9a06a'],
};

export const theme = () => document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';

let cached = null;

/** Colours of the style sheet, where a canvas needs them. */
export function colors() {
  if (cached?.theme !== theme()) {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    cached = { theme: theme(), text: read('text'), muted: read('muted'), line: read('grid-line'), panel: read('panel'), accent: read('accent'), border: read('line'), good: read('good'), bad: read('bad'), warn: read('warn'), font: getComputedStyle(document.body).fontFamily };
  }

  return cached;
}

export const colorOf = (series, index) => series.color ?? PALETTES[theme()][index % 10];

/** Points of a line; a hole where several periods are missing, so that no line is drawn over what is not known. */
export function points(series, shift = 0) {
  const hole = Math.max(series.periodSeconds * 5000, 150000);
  const list = [];
  for (let i = 0; i < series.times.length; i++) {
    if (i > 0 && series.times[i] - series.times[i - 1] > hole) {
      list.push([series.times[i - 1] + shift + 1, null]);
    }

    list.push([series.times[i] + shift, series.values[i]]);
  }

  return list;
}

export function lineOption(widget, data, context) {
  const c = colors();
  const m = widget.metric;
  const rights = data.series.some((series) => series.isRight) || m.horizontal.some((line) => line.isRight);
  const list = data.series.map((series, i) => line(series, i, m, data.series.length, context));
  const ghosts = (context.previous?.series ?? []).map((series) => ghost(series, data, context));
  annotate(list, m, data, context);
  return {
    animation: false,
    useUTC: context.utc,
    textStyle: { fontFamily: c.font },
    grid: { left: m.left.label ? 26 : 8, right: rights ? (m.right.label ? 26 : 8) : 14, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: c.panel,
      borderColor: c.border,
      padding: [6, 10],
      axisPointer: { type: 'line', lineStyle: { color: c.muted, type: 'dashed' } },
      formatter: (items) => tip(items, context),
    },
    xAxis: {
      type: 'time',
      min: context.from,
      max: context.to,
      axisLine: { lineStyle: { color: c.border } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { color: c.muted, hideOverlap: true, fontSize: 11 },
    },
    yAxis: [axis(m.left, 'left', c, data, false), axis(m.right, 'right', c, data, true, rights)],
    series: [...ghosts, ...list],
  };
}

function line(series, i, m, count, context) {
  const color = colorOf(series, i);
  const few = series.values.length < 2;
  return {
    id: `s${i}`,
    name: series.label,
    type: 'line',
    yAxisIndex: series.isRight ? 1 : 0,
    data: context.hidden.has(series.label) ? [] : points(series),
    showSymbol: few,
    symbol: 'circle',
    symbolSize: few ? 7 : 5,
    emphasis: { disabled: true },
    sampling: 'lttb',
    stack: m.stacked && m.view === 'timeSeries' ? (series.isRight ? 'right' : 'left') : undefined,
    lineStyle: { width: m.stacked ? 1 : 2, color },
    itemStyle: { color },
    areaStyle: m.stacked ? { color, opacity: 0.72 } : count === 1 ? { color, opacity: 0.1 } : undefined,
    z: 3,
  };
}

function ghost(series, data, context) {
  const i = data.series.findIndex((one) => one.id === series.id && one.label === series.label);
  return {
    id: `g${series.id}${series.label}`,
    name: `${series.label} (${context.compareName})`,
    type: 'line',
    yAxisIndex: series.isRight ? 1 : 0,
    data: context.hidden.has(series.label) ? [] : points(series, context.shift),
    showSymbol: false,
    silent: true,
    emphasis: { disabled: true },
    lineStyle: { width: 1.5, type: [4, 4], color: colorOf(series, i < 0 ? 0 : i), opacity: 0.65 },
    itemStyle: { color: colorOf(series, i < 0 ? 0 : i), opacity: 0.65 },
    ghost: true,
    z: 2,
  };
}

function axis(options, position, c, data, isRight, show = true) {
  const values = data.series.filter((series) => series.isRight === isRight).flatMap((series) => series.values);
  return {
    type: 'value',
    position,
    show,
    // From zero unless the values are all far from it: a rate that looks halved must be halved.
    min: options.min ?? ((range) => range.min >= 0 && (range.max === 0 || range.min / range.max < 0.9) ? 0 : null),
    max: options.max ?? undefined,
    scale: values.length > 0 && Math.min(...values) > 0,
    name: options.label ? visible(options.label) : undefined,
    nameLocation: 'middle',
    nameGap: 38,
    nameTextStyle: { color: c.muted, fontSize: 11 },
    splitNumber: 4,
    axisLabel: { color: c.muted, fontSize: 11, formatter: short },
    splitLine: { show: !isRight, lineStyle: { color: c.line } },
  };
}

function annotate(list, m, data, context) {
  const c = colors();
  const horizontal = m.horizontal.filter((line) => line.visible);
  const thresholds = (data.alarms ?? []).filter((alarm) => alarm.threshold !== undefined)
    .map((alarm) => ({ value: alarm.threshold, label: alarm.name, color: c.bad, fill: 'none', isRight: false }));
  for (const right of [false, true]) {
    const lines = [...horizontal, ...thresholds].filter((line) => line.isRight === right);
    const verticals = right ? [] : m.vertical.filter((mark) => mark.visible);
    if (lines.length + verticals.length === 0) {
      continue;
    }

    const marks = { symbol: 'none', silent: true, animation: false, data: [] };
    const areas = { silent: true, animation: false, data: [] };
    lines.forEach((line) => markValue(line, marks, areas, c));
    verticals.forEach((mark) => markTime(mark, marks, areas, c, context));
    list.push({ id: `marks${right}`, name: '', type: 'line', yAxisIndex: right ? 1 : 0, data: reach(lines, context), showSymbol: false, lineStyle: { opacity: 0 }, itemStyle: { opacity: 0 }, silent: true, markLine: marks, markArea: areas, tooltip: { show: false }, isMarks: true });
  }
}

/** Invisible points, so that every annotation is on the axis. */
function reach(lines, context) {
  return lines.flatMap((line) => [line.value, line.to]).filter((value) => value !== undefined && value !== null).map((value) => [context.to, value]);
}

function label(text, color, position) {
  return { show: Boolean(text), formatter: visible(text ?? ''), color, fontSize: 11, position, distance: 3 };
}

function markValue(line, marks, areas, c) {
  const color = line.color ?? c.warn;
  const style = { color, type: [5, 4], width: 1.25 };
  marks.data.push({ yAxis: line.value, lineStyle: style, label: label(line.label, color, 'insideEndTop') });
  if (line.to !== undefined && line.to !== null) {
    marks.data.push({ yAxis: line.to, lineStyle: style, label: label(line.toLabel, color, 'insideEndTop') });
    areas.data.push([{ yAxis: line.value, itemStyle: { color, opacity: 0.1 } }, { yAxis: line.to }]);
  } else if (line.fill === 'above' || line.fill === 'below') {
    areas.data.push([{ yAxis: line.value, itemStyle: { color, opacity: 0.1 } }, { yAxis: line.fill === 'above' ? 'max' : 'min' }]);
  }
}

function markTime(mark, marks, areas, c, context) {
  const color = mark.color ?? c.accent;
  const at = Date.parse(mark.time);
  const to = mark.to ? Date.parse(mark.to) : null;
  const style = { color, type: [5, 4], width: 1.25 };
  if (at >= context.from && at <= context.to) {
    marks.data.push({ xAxis: at, lineStyle: style, label: label(mark.label, color, 'end') });
  }

  if (to !== null) {
    if (to >= context.from && to <= context.to) {
      marks.data.push({ xAxis: to, lineStyle: style, label: label(mark.toLabel, color, 'end') });
    }

    areas.data.push([{ xAxis: Math.max(at, context.from), itemStyle: { color, opacity: 0.1 } }, { xAxis: Math.min(to, context.to) }]);
  } else if (mark.fill === 'after' || mark.fill === 'before') {
    areas.data.push([{ xAxis: mark.fill === 'after' ? Math.max(at, context.from) : context.from, itemStyle: { color, opacity: 0.08 } }, { xAxis: mark.fill === 'after' ? context.to : Math.min(at, context.to) }]);
  }
}

const TIP_ROWS = 14;

function tip(items, context) {
  const rows = items.filter((item) => item.seriesName && item.value?.[1] !== null && item.value !== undefined).sort((a, b) => b.value[1] - a.value[1]);
  const body = rows.slice(0, TIP_ROWS).map((item) => el('tr', {},
    el('td', {}, el('span', { class: 'swatch', style: { background: item.color } })),
    el('td', { class: 'name' }, visible(item.seriesName)),
    el('td', { class: 'value' }, short(item.value[1]))));
  return el('div', { class: 'tip' },
    el('div', { class: 'time' }, clock(items[0].axisValue, context.utc, { date: true })),
    el('table', {}, el('tbody', {}, body)),
    rows.length > TIP_ROWS ? el('div', { class: 'time' }, `and ${rows.length - TIP_ROWS} more`) : null);
}

const itemTip = (c) => ({ trigger: 'item', confine: true, backgroundColor: c.panel, borderColor: c.border, padding: [6, 10], transitionDuration: 0, formatter: (item) => el('div', { class: 'tip' },
  el('table', {}, el('tbody', {}, el('tr', {}, el('td', {}, el('span', { class: 'swatch', style: { background: item.color } })), el('td', { class: 'name' }, visible(item.name)), el('td', { class: 'value' }, full(item.data.value)))))) });

export function barOption(widget, data, context) {
  const c = colors();
  const values = data.series.map((series, i) => ({ name: series.label, value: single(series), itemStyle: { color: colorOf(series, i), borderRadius: [3, 3, 0, 0] }, index: i })).filter((item) => !context.hidden.has(item.name));
  return {
    animation: false,
    textStyle: { fontFamily: c.font },
    grid: { left: 8, right: 12, top: 14, bottom: 6, containLabel: true },
    tooltip: itemTip(c),
    xAxis: { type: 'category', data: values.map((item) => visible(item.name)), axisLabel: { show: widget.metric.showLabels && values.length <= 12, color: c.muted, fontSize: 11, overflow: 'truncate', width: 90, hideOverlap: true }, axisLine: { lineStyle: { color: c.border } }, axisTick: { show: false } },
    yAxis: { type: 'value', min: widget.metric.left.min ?? undefined, max: widget.metric.left.max ?? undefined, axisLabel: { color: c.muted, fontSize: 11, formatter: short }, splitLine: { lineStyle: { color: c.line } }, splitNumber: 4 },
    series: [{ id: 'bars', type: 'bar', data: values, barMaxWidth: 56, emphasis: { disabled: true } }],
  };
}

export function pieOption(widget, data, context) {
  const c = colors();
  const values = data.series.map((series, i) => ({ name: series.label, value: Math.max(0, single(series) ?? 0), itemStyle: { color: colorOf(series, i) }, index: i })).filter((item) => !context.hidden.has(item.name));
  return {
    animation: false,
    textStyle: { fontFamily: c.font },
    tooltip: itemTip(c),
    series: [{
      id: 'pie', type: 'pie', radius: ['46%', '78%'], center: ['50%', '52%'], data: values, emphasis: { scale: false },
      itemStyle: { borderColor: c.panel, borderWidth: 2 },
      label: { show: widget.metric.showLabels, color: c.text, fontSize: 11, formatter: (item) => item.percent === 0 ? '' : `${visible(item.name).slice(0, 28)} ${short(item.percent)} %` },
      labelLine: { lineStyle: { color: c.muted }, length: 8, length2: 8 }, minShowLabelAngle: 3,
    }],
  };
}

export function gaugeOption(widget, data) {
  const c = colors();
  const { min = 0, max = 100 } = widget.metric.left;
  const series = data.series[0];
  const value = series ? single(series) : null;
  const color = gaugeColor(widget.metric.horizontal, value) ?? (series ? colorOf(series, 0) : c.accent);
  return {
    animation: false,
    textStyle: { fontFamily: c.font },
    series: [{
      id: 'gauge', type: 'gauge', min, max, startAngle: 200, endAngle: -20, radius: '92%', center: ['50%', '60%'],
      progress: { show: true, width: 14, roundCap: true, itemStyle: { color } },
      axisLine: { roundCap: true, lineStyle: { width: 14, color: [[1, c.line]] } },
      axisTick: { show: false }, splitLine: { show: false }, pointer: { show: false }, anchor: { show: false },
      axisLabel: { show: true, distance: 22, color: c.muted, fontSize: 10, formatter: (at) => (at === min || at === max ? short(at) : '') },
      detail: { valueAnimation: false, offsetCenter: [0, '-8%'], fontSize: 24, fontWeight: 'bold', color: c.text, formatter: (at) => (value === null ? '–' : short(at)) },
      title: { offsetCenter: [0, '24%'], color: c.muted, fontSize: 12, width: 160, overflow: 'truncate' },
      data: [{ value: value ?? min, name: series ? visible(series.label) : '' }],
    }],
  };
}

function gaugeColor(lines, value) {
  if (value === null) {
    return null;
  }

  const hit = lines.filter((line) => line.visible && line.color && ((line.fill === 'above' && value >= line.value) || (line.fill === 'below' && value <= line.value)
    || (line.to !== undefined && value >= Math.min(line.value, line.to) && value <= Math.max(line.value, line.to))));
  return hit.length > 0 ? hit[hit.length - 1].color : null;
}

/** The one value of a series: of the whole time where the widget wants that, else the newest. */
export const single = (series) => series.whole ?? (series.values.length > 0 ? series.values[series.values.length - 1] : null);
