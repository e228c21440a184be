// A card per widget: makes it once, then draws whatever data comes.
import { el, svg, visible } from './dom.js';
import { post, now } from './api.js';
import { short, full, clock, ago, duration } from './format.js';
import { lineOption, barOption, pieOption, gaugeOption, single, colorOf, colors, theme } from './chart.js';
import { markdown } from './markdown.js';
import { show as showCustom } from './custom.js';

export class Card {
  /** @param {object} widget Of the dashboard. @param {object} page What all cards share. */
  constructor(widget, page) {
    this.widget = widget;
    this.page = page;
    this.hidden = new Set();
    this.visible = false;
    this.element = this.build();
  }

  get index() {
    return this.widget.index;
  }

  /** Whether it shows something that CloudWatch is asked for. */
  get wantsData() {
    return Boolean(this.widget.metric || this.widget.alarm || this.widget.log);
  }

  build() {
    const { place, type, title } = this.widget;
    const isClear = this.widget.text?.isTransparent || (type === 'text' && !title && place.height <= 2);
    const isSmall = this.widget.metric?.view === 'singleValue' && (this.widget.metric.metrics ?? []).filter((metric) => metric.visible).length <= 1 && place.width <= 8;
    this.body = el('div', { class: 'body' });
    const heading = title || (type === 'explorer' ? 'Explorer' : '');
    const canFocus = Boolean(this.widget.metric);
    const element = el('section', { class: `card ${type}${isClear ? ' clear' : ''}${isSmall ? ' small' : ''}`, id: `widget-${this.index}`, 'aria-label': visible(heading || `Widget ${this.index + 1}`) });
    Object.assign(element.style, { gridColumn: `${place.x + 1} / span ${place.width}`, gridRow: `${place.y + 1} / span ${place.height}` });
    element.style.setProperty('--h', String(Math.max(place.height, this.widget.metric && !isSmall && this.widget.metric.view !== 'singleValue' ? 6 : Math.min(place.height, 14))));
    if (heading || canFocus) {
      element.append(el('header', {}, el('h2', { title: visible(heading) }, visible(heading)),
        canFocus ? el('button', { type: 'button', title: 'Larger, with its values', 'aria-label': `Larger: ${visible(heading)}`, onclick: () => this.page.focus(this.index) }, '⤢') : null));
    }

    if (this.widget.metric?.note) {
      element.append(el('p', { class: 'note' }, this.widget.metric.note));
    }

    element.append(this.body);
    this.drawFixed();
    return element;
  }

  drawFixed() {
    if (this.widget.text) {
      const text = this.body.appendChild(markdown(this.widget.text.markdown));
      // What can be scrolled can be reached by keys.
      new ResizeObserver(() => {
        text.toggleAttribute('tabindex', false);
        if (text.scrollHeight > text.clientHeight + 1) {
          text.tabIndex = 0;
        }
      }).observe(text);
    } else if (!this.wantsData && !this.widget.custom) {
      this.body.append(el('p', { class: 'error' }, `A widget of type '${visible(this.widget.type)}' is not drawn here.`));
    }
  }

  setVisible(isVisible) {
    this.visible = isVisible;
    if (isVisible && this.pending) {
      const pending = this.pending;
      this.pending = null;
      this.draw(...pending);
    }
  }

  /** Draws data; what is out of sight waits. */
  draw(data, previous) {
    if (!this.visible) {
      this.pending = [data, previous];
      return;
    }

    this.data = data;
    this.previous = previous;
    this.context = { ...this.page.context(this.widget), previous, hidden: this.hidden };
    if (data.error) {
      this.replace('error', () => el('p', { class: 'error' }, visible(data.error)), true);
    } else if (this.widget.metric) {
      this.drawMetric();
    } else if (this.widget.alarm) {
      this.drawAlarms();
    } else if (this.widget.log) {
      this.drawLog();
    }
  }

  redraw() {
    if (this.data) {
      this.kind = null;
      this.draw(this.data, this.previous);
    }

    if (this.widget.custom && this.visible) {
      this.invoke();
    }
  }

  /** Keeps what is there when it is of the same kind. */
  replace(kind, make, always = false) {
    if (this.kind !== kind || always) {
      this.dispose();
      this.kind = kind;
      this.body.replaceChildren(make());
      return true;
    }

    return false;
  }

  dispose() {
    this.chart?.dispose();
    this.chart = null;
    this.observer?.disconnect();
  }

  drawMetric() {
    const view = this.widget.metric.view;
    if (view === 'singleValue') {
      this.drawSingles();
    } else if (view === 'table') {
      this.drawTable();
    } else {
      this.drawChart(view);
    }
  }

  drawChart(view) {
    const { metric } = this.widget;
    const legendAt = view === 'gauge' ? 'hidden' : metric.legend;
    this.replace(`chart ${view} ${theme()}`, () => {
      this.host = el('div', { class: `chart${view === 'timeSeries' ? ' zoomable' : ''}`, role: 'img' });
      this.legend = el('ul', { class: 'legend', hidden: legendAt === 'hidden' });
      this.emptyNote = el('p', { class: 'empty', hidden: true }, 'No data in this time');
      return el('div', { class: `split ${legendAt === 'right' ? 'right' : ''}` }, el('div', { class: 'split' }, this.host, this.emptyNote), this.legend);
    });
    if (!this.chart) {
      this.chart = echarts.init(this.host, null, { renderer: 'canvas' });
      this.observer = new ResizeObserver(() => this.chart?.resize());
      this.observer.observe(this.host);
      if (view === 'timeSeries') {
        this.selectRange();
      } else {
        this.chart.on('click', (item) => this.drill(this.data.series[item.data?.index]));
      }
    }

    const option = { timeSeries: lineOption, bar: barOption, pie: pieOption, gauge: gaugeOption }[view](this.widget, this.data, this.context);
    this.chart.setOption(option, { replaceMerge: ['series', 'yAxis'] });
    const isEmpty = this.data.series.every((series) => series.values.length === 0);
    this.emptyNote.hidden = !isEmpty;
    this.host.setAttribute('aria-label', this.summary());
    this.drawLegend(legendAt);
  }

  summary() {
    const said = this.data.series.slice(0, 8).map((series) => `${visible(series.label)} ${short(single(series))}`).join(', ');
    const more = this.data.series.length > 8 ? ` and ${this.data.series.length - 8} more` : '';
    return `${visible(this.widget.title || 'Chart')}: ${said ? `${said}${more}` : 'no data'}`;
  }

  drawLegend(at) {
    if (at === 'hidden') {
      return;
    }

    const key = this.data.series.map((series) => series.label).join('\n') + [...this.hidden].join('\n');
    if (this.legendKey !== key || this.legend.childElementCount === 0) {
      this.legendKey = key;
      this.legend.replaceChildren(...this.data.series.map((series, i) => this.legendItem(series, i)));
    }

    this.data.series.forEach((series, i) => {
      const item = this.legend.children[i];
      item.querySelector('.last').textContent = short(single(series));
      item.querySelector('.swatch').style.background = colorOf(series, i);
    });
  }

  legendItem(series, i) {
    const drill = this.page.variableOf(series);
    return el('li', {},
      el('button', { type: 'button', 'aria-pressed': String(!this.hidden.has(series.label)), title: visible(series.label), onclick: () => this.toggle(series.label) },
        el('span', { class: 'swatch', style: { background: colorOf(series, i) } }), el('span', { class: 'name' }, visible(series.label)), el('span', { class: 'last' })),
      drill ? el('button', { type: 'button', class: 'drill', title: `Only ${visible(drill.value)}`, 'aria-label': `Only ${visible(drill.value)}`, onclick: () => this.drill(series) }, '⌕') : null);
  }

  toggle(label) {
    this.hidden[this.hidden.has(label) ? 'delete' : 'add'](label);
    this.draw(this.data, this.previous);
  }

  drill(series) {
    const drill = series && this.page.variableOf(series);
    if (drill) {
      this.page.choose(drill.id, drill.value);
    }
  }

  /** A drag over the chart chooses its time. */
  selectRange() {
    let begun = null;
    let mark = null;
    const at = (event) => event.clientX - this.host.getBoundingClientRect().left;
    const time = (x) => this.chart.convertFromPixel({ xAxisIndex: 0 }, x);
    this.host.addEventListener('pointerdown', (event) => {
      if (event.button === 0 && event.pointerType === 'mouse' && this.chart.containPixel('grid', [at(event), event.offsetY])) {
        begun = at(event);
        this.host.setPointerCapture(event.pointerId);
      }
    });
    this.host.addEventListener('pointermove', (event) => {
      if (begun !== null && Math.abs(at(event) - begun) > 6) {
        mark ??= this.host.appendChild(el('div', { class: 'selection' }));
        Object.assign(mark.style, { left: `${Math.min(begun, at(event))}px`, width: `${Math.abs(at(event) - begun)}px` });
      }
    });
    this.host.addEventListener('pointerup', (event) => {
      const x = at(event);
      if (begun !== null && Math.abs(x - begun) > 6) {
        const [from, to] = [time(Math.min(begun, x)), time(Math.max(begun, x))];
        if (to - from >= 5000) {
          this.page.zoom(Math.round(from), Math.round(to));
        }
      }

      mark?.remove();
      begun = null;
      mark = null;
    });
  }

  drawSingles() {
    const { metric } = this.widget;
    const series = this.data.series;
    const before = this.previous?.series ?? [];
    this.replace('singles', () => el('div', { class: 'singles' }), true);
    const root = this.body.firstElementChild;
    root.append(...series.map((one, i) => {
      const value = single(one);
      const old = before.find((other) => other.id === one.id && other.label === one.label);
      return el('div', { class: 'single' },
        series.length > 1 || visible(one.label) !== this.widget.title ? el('span', { class: 'label', title: visible(one.label) }, visible(one.label)) : null,
        el('span', { class: `number${value === null ? ' none' : ''}`, title: full(value) }, metric.fullPrecision ? full(value) : short(value)),
        old ? el('span', { class: 'delta' }, delta(value, single(old), this.context.compareName)) : null,
        metric.sparkline && one.values.length > 1 ? spark(one, colorOf(one, i), this.context) : null);
    }));
    if (series.length === 0) {
      root.append(el('div', { class: 'single' }, el('span', { class: 'number none' }, '–')));
    }
  }

  drawTable() {
    const { table } = this.widget.metric;
    const columns = table.summaryColumns ?? ['MIN', 'MAX', 'SUM', 'AVG'];
    const times = table.showTimeSeriesData ? [...new Set(this.data.series.flatMap((series) => series.times))].sort((a, b) => b - a).slice(0, 60) : [];
    const sum = { MIN: (v) => Math.min(...v), MAX: (v) => Math.max(...v), SUM: (v) => v.reduce((a, b) => a + b, 0), AVG: (v) => v.reduce((a, b) => a + b, 0) / v.length };
    const of = (series, column) => (series.values.length === 0 ? '–' : short(sum[column](series.values)));
    const at = (series, time) => short(series.values[series.times.indexOf(time)]);
    this.keepScroll('table', () => (table.isVertical
      ? el('table', { class: 'data' }, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Time'), this.data.series.map((series) => el('th', { scope: 'col', class: 'num' }, this.label(series))))),
        el('tbody', {}, columns.map((column) => el('tr', {}, el('th', { scope: 'row' }, column), this.data.series.map((series) => el('td', { class: 'num' }, of(series, column))))),
          times.map((time) => el('tr', {}, el('th', { scope: 'row' }, clock(time, this.context.utc)), this.data.series.map((series) => el('td', { class: 'num' }, at(series, time)))))))
      : el('table', { class: 'data' }, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Label'), columns.map((column) => el('th', { scope: 'col', class: 'num' }, column)), times.map((time) => el('th', { scope: 'col', class: 'num' }, clock(time, this.context.utc))))),
        el('tbody', {}, this.data.series.map((series) => el('tr', {}, el('th', { scope: 'row' }, this.label(series)), columns.map((column) => el('td', { class: 'num' }, of(series, column))), times.map((time) => el('td', { class: 'num' }, at(series, time)))))))));
  }

  label(series) {
    return this.page.variableOf(series) ? el('button', { type: 'button', class: 'linkish', onclick: () => this.drill(series) }, visible(series.label)) : visible(series.label);
  }

  keepScroll(kind, make) {
    const old = this.body.firstElementChild;
    const [top, left] = old && this.kind === kind ? [old.scrollTop, old.scrollLeft] : [0, 0];
    this.replace(kind, () => el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': visible(this.widget.title || kind) }, make()), true);
    Object.assign(this.body.firstElementChild, { scrollTop: top, scrollLeft: left });
  }

  drawAlarms() {
    const alarms = this.data.alarms ?? [];
    this.replace('alarms', () => (alarms.length === 0 ? el('p', { class: 'empty' }, 'No alarms') : el('ul', { class: 'alarms', tabindex: '0', 'aria-label': 'Alarms' }, alarms.map((alarm) => el('li', { class: alarm.state, title: visible(alarm.description ?? '') },
      el('span', { class: 'state' }, alarm.state.replace('_', ' '), alarm.sinceMs ? ` · ${ago(alarm.sinceMs, now())}` : ''),
      el('span', { class: 'name' }, visible(alarm.name)),
      el('span', { class: 'reason' }, visible(alarm.reason ?? '')))))), true);
  }

  drawLog() {
    if (!this.data.lines) {
      this.replace('none', () => el('p', { class: 'empty' }, this.data.note));
      return;
    }

    const { lines } = this.data;
    this.keepScroll('log', () => (lines.length === 0
      ? el('p', { class: 'empty' }, 'No lines in this time')
      : el('table', { class: 'data' }, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Time'), el('th', { scope: 'col' }, 'Message'))),
        el('tbody', {}, lines.map((line) => el('tr', {}, el('td', {}, clock(line.timeMs, this.context.utc)), el('td', { class: 'line' }, visible(line.line))))))));
    if (this.data.note) {
      this.body.append(el('p', { class: 'note' }, this.data.note));
    }
  }

  /** Asks the widget's function to draw; of several askings at once only the last is shown. */
  async invoke(call = null) {
    const asked = this.asked = (this.asked ?? 0) + 1;
    const context = this.page.context(this.widget);
    try {
      const answer = await post('api/custom', {
        ...this.page.request(), widget: this.index, from: context.from, to: context.to, relativeMs: context.relativeMs, theme: theme(),
        width: Math.round(this.body.clientWidth), height: Math.round(this.body.clientHeight), offsetMinutes: context.utc ? 0 : -new Date().getTimezoneOffset(),
        call: call?.params, endpoint: call?.endpoint, forms: call?.forms,
      });
      if (asked === this.asked || call?.display === 'popup') {
        this.showCustom(answer, call?.display);
        this.called = call && call.display !== 'popup' ? call : this.called;
      }
    } catch (error) {
      if (asked === this.asked) {
        this.replace('error', () => el('p', { class: 'error' }, visible(error.message)), true);
      }
    }
  }

  showCustom(answer, display) {
    const onCall = (action) => (action.html === undefined ? this.invoke(action) : this.showCustom({ html: action.html }, action.display));
    if (display === 'popup') {
      this.page.popup((host) => showCustom(host, answer, onCall));
      return;
    }

    if (this.kind !== 'custom') {
      this.replace('custom', () => el('div', { class: 'custom-body', tabindex: '0', role: 'region', 'aria-label': visible(this.widget.title || 'Custom widget') }, el('div')));
    }

    showCustom(this.body.firstElementChild.firstElementChild, answer, onCall);
  }

  /** Refreshes a custom widget as it was last asked for. */
  refresh() {
    return this.invoke(this.called);
  }
}

function delta(value, old, name) {
  if (value === null || old === null || old === 0) {
    return `${name}: ${short(old)}`;
  }

  const change = (100 * (value - old)) / Math.abs(old);
  return `${change > 0 ? '▲' : change < 0 ? '▼' : '='} ${short(Math.abs(change))} % · ${short(old)} ${name}`;
}

function spark(series, color, context) {
  const [w, h] = [200, 34];
  const low = Math.min(...series.values, 0);
  const high = Math.max(...series.values);
  const span = high - low || 1;
  const x = (time) => (w * (time - context.from)) / (context.to - context.from);
  const y = (value) => h - 2 - ((h - 4) * (value - low)) / span;
  const path = series.values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(series.times[i]).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const last = series.times.length - 1;
  return svg('svg', { viewBox: `0 0 ${w} ${h}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { d: `${path}L${x(series.times[last]).toFixed(1)} ${h}L${x(series.times[0]).toFixed(1)} ${h}Z`, fill: color, 'fill-opacity': '0.14' }),
    svg('path', { d: path, fill: 'none', stroke: color, 'stroke-width': '1.75', 'vector-effect': 'non-scaling-stroke', 'stroke-linejoin': 'round' }));
}

/** The values of a widget as a table, for those who want numbers or cannot see the chart. */
export function valuesTable(data, utc) {
  const times = [...new Set(data.series.flatMap((series) => series.times))].sort((a, b) => b - a).slice(0, 500);
  const maps = data.series.map((series) => new Map(series.times.map((time, i) => [time, series.values[i]])));
  return el('table', { class: 'data' },
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, utc ? 'Time (UTC)' : 'Time'), data.series.map((series) => el('th', { scope: 'col', class: 'num', title: `every ${duration(series.periodSeconds)}` }, visible(series.label))))),
    el('tbody', {}, times.map((time) => el('tr', {}, el('th', { scope: 'row' }, clock(time, utc, { date: true })), maps.map((map) => el('td', { class: 'num' }, full(map.get(time))))))));
}

export { colors };
